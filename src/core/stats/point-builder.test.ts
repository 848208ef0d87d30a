import { describe, expect, it } from "vitest";
import type { StatsRecord } from "../../ports/store/stats.ts";
import { STATS_MAX_POINTS, STATS_METRIC_NAMES } from "../../protocol/stats.ts";
import { Downsampling, PointBuilder, stepFor } from "./point-builder.ts";
import { NO_VALUES } from "./values.ts";

const ALL = STATS_METRIC_NAMES.map((_, place) => place);
const T0 = 1_700_000_000_000;

const secondsOf = (
  connections: readonly (number | null)[],
  from = T0,
): readonly (StatsRecord | undefined)[] => {
  const builder = new PointBuilder("a");
  const finished = connections.map((value, second) =>
    builder.add(from + (second + 1) * 1_000, { ...NO_VALUES, connections: value }, 1),
  );
  return [...finished, builder.current];
};

const pointsOf = (records: readonly StatsRecord[], stepMs: number) => {
  const downsampling = new Downsampling(stepMs, ALL);
  for (const record of records) downsampling.add(record);
  return downsampling.finish();
};

describe("points", () => {
  it("hold least, largest and mean of ten seconds, which belong to the point in which they began", () => {
    const records = secondsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]).filter((r) => r !== undefined);
    expect(records.map(({ at, weight }) => [at, weight])).toEqual([
      [T0, 10],
      [T0 + 10_000, 1],
    ]);
    expect(pointsOf(records, 10_000)).toEqual([
      { at: T0, connections: { min: 1, max: 10, avg: 5.5 } },
      { at: T0 + 10_000, connections: { min: 99, max: 99, avg: 99 } },
    ]);
  });

  it("leave out what was not measured, and never make a zero of it", () => {
    const [record] = secondsOf([null, 4, null]).filter((one) => one !== undefined);
    if (record === undefined) throw new Error("no point");
    expect(pointsOf([record], 10_000)).toEqual([
      { at: T0, connections: { min: 4, max: 4, avg: 4 } },
    ]);
    const [empty] = secondsOf([null]).filter((one) => one !== undefined);
    if (empty === undefined) throw new Error("no point");
    expect(pointsOf([empty], 10_000)).toEqual([{ at: T0 }]);
  });

  it("are made into fewer, whose gaps stay gaps", () => {
    const step = 30_000;
    const first = Math.floor(T0 / step) * step;
    const minute = (offset: number, value: number) =>
      secondsOf([value], first + offset).filter((record) => record !== undefined);
    const records = [...minute(0, 2), ...minute(20_000, 4), ...minute(90_000, 8)];
    expect(pointsOf(records, step)).toEqual([
      { at: first, connections: { min: 2, max: 4, avg: 3 } },
      { at: first + 90_000, connections: { min: 8, max: 8, avg: 8 } },
    ]);
  });

  it("of a version that measured less lack the rest", () => {
    const record = { serverId: "a", at: T0, weight: 1, values: new Float32Array([1, 3, 2]) };
    expect(pointsOf([record], 10_000)).toEqual([
      { at: T0, connections: { min: 1, max: 3, avg: 2 } },
    ]);
  });
});

describe("steps", () => {
  it("are the store's own for a quarter of an hour, and never too many for a day", () => {
    expect(stepFor(15 * 60_000, STATS_MAX_POINTS)).toBe(10_000);
    for (const minutes of [1, 15, 60, 199, 200, 360, 720, 1_440]) {
      const step = stepFor(minutes * 60_000, STATS_MAX_POINTS);
      expect(step % 10_000).toBe(0);
      expect(Math.ceil((minutes * 60_000) / step) + 1).toBeLessThanOrEqual(STATS_MAX_POINTS);
    }
    expect(stepFor(1_440 * 60_000, STATS_MAX_POINTS)).toBe(90_000);
    expect(stepFor(1_440 * 60_000, 1)).toBe(1_440 * 60_000);
  });
});
