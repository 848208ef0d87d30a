import { setTimeout as delay } from "node:timers/promises";

/** Several times what leases, sweeps, elections and retries take on a machine that has much else to do. */
const DEADLINE_MS = 60_000;

/**
 * Polls until `condition` answers something other than false or undefined. `what` is waited for; a function tells how
 * things stood when it did not come.
 */
export const until = async <T>(
  what: string | (() => string),
  condition: () => T | Promise<T>,
  deadlineMs = DEADLINE_MS,
): Promise<Exclude<T, false | undefined>> => {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (performance.now() > deadline) {
      const said = typeof what === "string" ? what : what();
      throw new Error(`${said}: not within ${deadlineMs} ms`);
    }
    await delay(10);
  }
};
