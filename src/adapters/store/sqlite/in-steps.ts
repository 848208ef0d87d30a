import { setImmediate } from "node:timers/promises";

/** Rows removed at once, so that a flood of them doesn't hold up sends. */
const ROWS_PER_STEP = 500;

/** Repeats what changes at most `limit` rows until it finds fewer; the event loop turns between two steps. */
export const inSteps = async (step: (limit: number) => number): Promise<void> => {
  while (step(ROWS_PER_STEP) === ROWS_PER_STEP) await setImmediate();
};
