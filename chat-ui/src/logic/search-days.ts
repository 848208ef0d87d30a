import { dayOf } from "./search-query.ts";

/** Days that are asked for often, as how long ago they were. */
const DAYS_AGO = [0, 1, 7, 30, 365] as const;

/** As an operator writes them; by the calendar, so that a day of 23 hours is one. */
export const usualDays = (now: number): string[] =>
  DAYS_AGO.map((days) => {
    const date = new Date(now);
    return dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime());
  });
