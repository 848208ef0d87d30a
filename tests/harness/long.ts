/** Set by `npm run test:long`: full counts of kills, seeds and frames instead of a short round. */
export const long = process.env["TEST_LONG"] === "1";

/** The count for this run. */
export const times = (short: number, full: number): number => (long ? full : short);
