import { expect, it } from "vitest";
import type { StatsTick } from "../../../src/protocol/stats.ts";
import { TickSeam } from "./tick-seam.ts";

const tick = (second: number): StatsTick => ({ at: second * 1_000 }) as StatsTick;
const seconds = (ticks: readonly StatsTick[]): number[] => ticks.map(({ at }) => at / 1_000);

it("has missed nothing at the first tick, from second to second, and when one is late", () => {
  const seam = new TickSeam(undefined);
  expect([100, 101, 102, 105].map((second) => seam.take(tick(second)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

it("has missed something once when a tick comes five minutes later", () => {
  const seam = new TickSeam(undefined);
  seam.take(tick(100));
  expect(seam.take(tick(400))).toBe(true);
  expect(seam.take(tick(401))).toBe(false);
});

it("has missed something at its first tick where the one before is that old", () => {
  expect(new TickSeam(100_000).take(tick(400))).toBe(true);
  expect(new TickSeam(100_000).take(tick(101))).toBe(false);
});

it("keeps what comes while the history is read, in order and once, and no more than a stream makes up for", () => {
  const seam = new TickSeam(undefined);
  for (const second of [1, 2, 3]) seam.take(tick(second));
  expect(seconds(seam.drain())).toEqual([1, 2, 3]);
  expect(seam.drain()).toEqual([]);
  for (let second = 1; second <= 400; second++) seam.take(tick(second));
  const kept = seconds(seam.drain());
  expect(kept.length).toBeLessThan(200);
  expect(kept.at(-1)).toBe(400);
});
