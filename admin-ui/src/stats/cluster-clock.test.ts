import { expect, it } from "vitest";
import { ClusterClock } from "./cluster-clock.ts";

/** The cluster's clock is ten minutes ahead, and a tick is 40 ms on its way. */
const AHEAD = 600_000;
const WAY = 40;
const [FIRST, SECOND] = [1_000_000, 1_000];

const stage = () => {
  const clock = new ClusterClock();
  /** The tick of a second, heard so much later than it came about. */
  const hear = (second: number, late = WAY): number => {
    const at = FIRST + second * SECOND;
    clock.hear(at, at - AHEAD + late);
    return clock.aheadMs;
  };
  return { clock, hear };
};

it("is as far ahead as the ticks of now say", () => {
  const { clock, hear } = stage();
  expect(clock.aheadMs).toBe(0);
  expect(hear(0)).toBe(AHEAD - WAY);
  expect(hear(1, 90)).toBe(AHEAD - 90);
  expect(hear(2)).toBe(AHEAD - WAY);
});

it("learns nothing from ticks that are made up for after a pause", () => {
  const { hear } = stage();
  hear(0);
  for (let second = 1; second <= 25; second++) {
    // All of them in one piece, 25 s after the last one.
    expect(hear(second, WAY + (25 - second) * SECOND)).toBe(AHEAD - WAY);
  }
  expect(hear(26)).toBe(AHEAD - WAY);
});

it("learns nothing from one that is late, and again from those that follow", () => {
  const { hear } = stage();
  hear(0);
  expect(hear(1, 3_000)).toBe(AHEAD - WAY);
  expect(hear(4)).toBe(AHEAD - WAY);
});

it("follows a clock that was set, in either direction", () => {
  const clock = new ClusterClock();
  clock.hear(FIRST, FIRST);
  clock.hear(FIRST + SECOND, FIRST + SECOND - 3_600_000);
  expect(clock.aheadMs).toBe(3_600_000);
  clock.hear(FIRST + 2 * SECOND, FIRST + 2 * SECOND);
  clock.hear(FIRST + 3 * SECOND, FIRST + 3 * SECOND);
  expect(clock.aheadMs).toBe(0);
});
