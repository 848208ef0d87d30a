import { expect, test } from "vitest";
import type { Clock } from "../../ports/clock.ts";
import type { RotationLedger } from "../../ports/rotation-ledger.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { RecentRotations } from "./recent-rotations.ts";

class ManualClock implements Clock {
  time = 1_000;
  now = () => this.time;
  monotonic = () => this.time;
  after = () => ({ cancel: () => undefined });
  every = () => ({ cancel: () => undefined });
  turnEnd = () => undefined;
}

const ledgerOf = (answer: boolean): RotationLedger => ({
  note: async () => undefined,
  noted: async () => answer,
});

test("alone, what was not rotated away here lately is for the store to tell", async () => {
  const clock = new ManualClock();
  const rotations = new RecentRotations(clock);
  await rotations.add("s", 1);
  expect(await rotations.has("s", 1)).toBe(true);
  expect(await rotations.has("s", 0)).toBe(false);
  expect(await rotations.has("other", 1)).toBe(false);
  clock.time += LIMITS.refreshGraceMs;
  expect(await rotations.has("s", 1)).toBe(false);
  expect(rotations.size).toBe(0);
});

test("in a cluster the ledger answers for the other servers", async () => {
  const clock = new ManualClock();
  for (const answer of [true, false]) {
    const rotations = new RecentRotations(clock, ledgerOf(answer));
    expect(await rotations.has("s", 1)).toBe(answer);
    await rotations.add("s", 1);
    expect(await rotations.has("s", 1)).toBe(true);
  }
});

test("it keeps no more than so many", async () => {
  const rotations = new RecentRotations(new ManualClock());
  for (let i = 0; i < 20_100; i++) await rotations.add("s", i);
  await rotations.has("s", 0);
  expect(rotations.size).toBeLessThanOrEqual(20_000);
});
