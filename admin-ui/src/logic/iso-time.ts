import { LIMITS } from "../../../src/protocol/limits.ts";

/** Whether a number is a moment at all: a row of the audit log may say anything once somebody had the file. */
export const isMoment = (at: unknown): at is number =>
  typeof at === "number" && Math.abs(at) <= LIMITS.lastTime;

/** As `<time>` has it; undefined for what is no moment. */
export const isoTime = (at: number): string | undefined =>
  isMoment(at) ? new Date(at).toISOString() : undefined;
