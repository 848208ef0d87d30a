import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { paced } from "./paced.ts";

const EVERY = 100;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What was asked for until now, in each run. */
const counted = () => {
  const runs: number[] = [];
  let waiting = 0;
  const pace = paced(EVERY, () => {
    runs.push(waiting);
    waiting = 0;
  });
  const ask = (now?: boolean): void => {
    waiting += 1;
    pace.soon(now);
  };
  return { runs, ask, flush: pace.flush };
};

it("works at once for what comes alone, and once for what comes together", async () => {
  const { runs, ask } = counted();
  ask();
  ask();
  expect(runs).toEqual([]);
  await Promise.resolve();
  expect(runs).toEqual([2]);
});

it("keeps to its pace in a flood, and leaves nothing behind", async () => {
  const { runs, ask } = counted();
  for (let ms = 0; ms < 1_000; ms += 10) {
    ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(EVERY);
  expect(runs.length).toBeLessThanOrEqual(11);
  expect(runs.reduce((sum, run) => sum + run, 0)).toBe(100);
  expect(vi.getTimerCount()).toBe(0);
});

it("hurries for what cannot wait", async () => {
  const { runs, ask } = counted();
  ask();
  await Promise.resolve();
  ask();
  ask(true);
  await Promise.resolve();
  expect(runs).toEqual([1, 2]);
});

it("is told to have done by now", () => {
  const { runs, ask, flush } = counted();
  flush();
  expect(runs).toEqual([]);
  ask();
  flush();
  expect(runs).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});
