import { setTimeout as delay } from "node:timers/promises";

/**
 * Polls until `condition` answers something other than false or undefined. `what` is waited for; a function tells how
 * things stood when it did not come.
 */
export const until = async <T>(
  what: string | (() => string),
  condition: () => T | Promise<T>,
  deadlineMs = 15_000,
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
