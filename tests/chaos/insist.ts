import { until } from "../harness/wait.ts";

/** On a machine that has much else to do. */
const DEADLINE_MS = 180_000;

/**
 * Repeats a call until it succeeds: nothing is wrong between two storms, but where the machine is busy a
 * database may elect another primary all the same, and a call at that moment is answered `unavailable`.
 */
export const insist = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  let failure: unknown;
  const done = await until(
    what,
    async () => {
      try {
        return { value: await call() };
      } catch (error) {
        failure = error;
        return undefined;
      }
    },
    DEADLINE_MS,
  ).catch((cause: unknown) => {
    throw new Error(`${String(cause)}; at last: ${String(failure)}`, { cause });
  });
  return done.value;
};
