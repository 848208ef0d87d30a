import { describe, expect, it } from "vitest";
import { Durations, quantiles } from "./durations.ts";

const measured = (...ms: readonly number[]) => {
  const durations = new Durations();
  for (const one of ms) durations.observe(one);
  return durations.take();
};

describe("durations", () => {
  it("tells quantiles to 6 %, from microseconds to minutes", () => {
    for (const ms of [0.003, 0.2, 1, 7.7, 130, 4_321, 99_999]) {
      const [p50] = quantiles([measured(ms)], [0.5]);
      expect(Math.abs((p50 ?? 0) - ms) / ms).toBeLessThan(0.07);
    }
  });

  it("counts what is longer than two minutes as that, and what is less than nothing as nothing", () => {
    const [low, high] = quantiles([measured(-5, 10_000_000)], [0.5, 1]);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(120_000);
  });

  it("finds the p99 of a thousand", () => {
    const ms = Array.from({ length: 1_000 }, (_, i) => (i < 985 ? 1 : 500));
    const [p50, p99] = quantiles([measured(...ms)], [0.5, 0.99]);
    expect(p50).toBeCloseTo(1, 1);
    expect(p99).toBeGreaterThan(460);
  });

  it("makes the quantiles of several servers from what all of them measured", () => {
    const one = measured(...Array.from({ length: 99 }, () => 1));
    const other = measured(1_000);
    const [p50, p100] = quantiles([one, other], [0.5, 1]);
    expect(p50).toBeCloseTo(1, 1);
    expect(p100).toBeGreaterThan(930);
  });

  it("begins anew with each take, and says null of nothing", () => {
    const durations = new Durations();
    durations.observe(5);
    expect(durations.take()).toHaveLength(2);
    expect(durations.take()).toEqual([]);
    expect(quantiles([[]], [0.5, 0.99])).toEqual([null, null]);
    expect(quantiles([[10_000, 3]], [0.5]), "a bucket that is none").toEqual([null]);
  });
});
