import { expect, test } from "vitest";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import type { Logger } from "../ports/logger.ts";
import { Sweep } from "./sweep.ts";

const REST_MS = 2_000;

/** A sweep whose only step takes `stepMs`, the seconds in which it began, and time that passes for it. */
const openSweep = (stepMs = 0) => {
  const clock = new ManualClock();
  const state = { ok: true, fails: false };
  const begun: number[] = [];
  const step = async (): Promise<void> => {
    begun.push(clock.now() / 1_000);
    if (state.fails) throw new Error("away");
    if (stepMs > 0) await new Promise<void>((resolve) => clock.after(stepMs, resolve));
  };
  const bus = { health: () => ({ ok: state.ok }) };
  const logger = { warn: () => {} } as unknown as Logger;
  const sweep = new Sweep({
    ...{ name: "test", bus, clock, logger, restMs: REST_MS },
    steps: () => [step],
  });
  sweep.start();
  const pass = async (seconds: number): Promise<number[]> => {
    const from = begun.length;
    for (let i = 0; i < seconds * 10; i += 1) {
      clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return begun.slice(from);
  };
  return { state, sweep, pass };
};

test("it comes every 10 s, however long it takes", async () => {
  expect(await openSweep().pass(30)).toEqual([10, 20, 30]);
  expect(await openSweep(4_000).pass(30)).toEqual([10, 20, 30]);
});

test("one that takes longer is followed by the next", async () => {
  expect(await openSweep(12_500).pass(40)).toEqual([10, 23, 36]);
});

test("while the bus is down it comes again after a rest, and at once when that is back", async () => {
  const { state, pass } = openSweep(1_000);
  expect(await pass(15)).toEqual([10]);
  state.ok = false;
  expect(await pass(7)).toEqual([16, 19, 22]);
  state.ok = true;
  expect(await pass(15)).toEqual([23, 33]);
});

test("one that fails is repeated each second until it gets through", async () => {
  const { state, pass } = openSweep();
  state.fails = true;
  expect(await pass(12)).toEqual([10, 11, 12]);
  state.fails = false;
  expect(await pass(12)).toEqual([13, 23]);
});

test("one that was asked for out of turn and fails is repeated each second too", async () => {
  const { state, sweep, pass } = openSweep();
  await pass(12);
  state.fails = true;
  void sweep.run();
  expect(await pass(2)).toEqual([13, 14]);
  state.fails = false;
  expect(await pass(12)).toEqual([15, 25]);
});
