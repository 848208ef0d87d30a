import { expect, test } from "vitest";
import type { Clock } from "../../ports/clock.ts";
import { Retention } from "./retention.ts";

/** When each of four steps began, where every timer is late by so much. */
const stepsWith = async (lateMs: number): Promise<number[]> => {
  let now = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    after: (ms, callback) => {
      now += ms + lateMs;
      queueMicrotask(callback);
      return { cancel() {} };
    },
    every: () => ({ cancel() {} }),
    turnEnd: queueMicrotask,
  } satisfies Clock;
  const steps: number[] = [];
  const log = {
    retain: async () => {
      steps.push(now);
      return steps.length < 4;
    },
  };
  const retention = new Retention({
    log,
    clock,
    logger: { warn() {} },
    floorsRaised: async () => {},
  });
  await retention.run(1_000);
  return steps;
};

test("between two steps others have their turn", async () => {
  expect(await stepsWith(0)).toEqual([0, 40, 80, 120]);
});

test("a step waits while the event loop is late, but not for ever", async () => {
  expect(await stepsWith(10)).toEqual([0, 150, 300, 450]);
});
