import type { Clock } from "../ports/clock.ts";

/** Waits for `work`, but for `ms` at most: whether it is done. What it rejects with later is nobody's concern. */
export const within = async (
  clock: Clock,
  ms: number,
  work: Promise<unknown>,
): Promise<boolean> => {
  const { promise: overdue, resolve } = Promise.withResolvers<false>();
  const timer = clock.after(ms, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true as const), overdue]);
  } finally {
    timer.cancel();
  }
};
