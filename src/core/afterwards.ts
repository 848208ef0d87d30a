import type { Clock } from "../ports/clock.ts";
import { failureOf } from "./failure.ts";

const RETRY_MS = 1_000;

/**
 * What follows from a change that stands already: others are told of it. Its answer does not wait for a
 * store that is away; the rest is repeated until it is done, so it must be harmless to repeat.
 */
export const afterwards = async (clock: Clock, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    const { code } = failureOf(error);
    if (code === "unavailable") {
      // Nobody is left to be told what else may go wrong.
      clock.after(RETRY_MS, () => void afterwards(clock, work).catch(() => undefined));
    } else if (code !== "not_found") {
      // not_found: the room itself has ended meanwhile.
      throw error;
    }
  }
};
