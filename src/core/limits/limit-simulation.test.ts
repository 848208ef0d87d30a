import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RateRule } from "../../protocol/settings.ts";
import { LimitSimulation } from "./limit-simulation.ts";

const MINUTE = 60_000;
const NOBODY = { callers: 0, hits: 0, refused: 0, busiest: 0 };

/** Hits of one caller in consecutive minutes. */
const met = (rule: RateRule, ...hits: readonly number[]) => {
  const simulation = new LimitSimulation(rule);
  for (const [minute, count] of hits.entries()) {
    if (count === 0) continue;
    const callers = [{ caller: "c", hits: count, refused: 0 }];
    simulation.add(minute * MINUTE, { callers, unnamed: NOBODY });
  }
  return simulation.result();
};

describe("a limit that is simulated", () => {
  test("refuses what is beyond its window", () => {
    expect(met({ window: 10, per_ms: MINUTE }, 10, 25, 3)).toEqual({
      hits: 38,
      callers: 3,
      refused: { least: 15, most: 15 },
      callers_refused: 1,
      was_refused: 0,
      top: [{ caller: "c", hits: 38, refused: 15, busiest_minute: 25 }],
    });
  });

  test("refuses nothing of what fits", () => {
    expect(met({ window: 10, per_ms: MINUTE }, 10, 10).refused).toEqual({ least: 0, most: 0 });
  });

  test("does not know how hits were spread over a minute", () => {
    expect(met({ window: 2, per_ms: 10_000 }, 12).refused).toEqual({ least: 0, most: 10 });
  });

  test("remembers a window that is longer than a minute", () => {
    expect(met({ window: 10, per_ms: 3 * MINUTE }, 6, 6, 6, 6).refused.least).toBe(8);
  });

  test("lets a bucket fill again while nothing comes", () => {
    const rule = { window: 1_000, per_ms: MINUTE, bucket: 10, refill_ms: 10_000 };
    expect(met(rule, 20, 20).refused.least).toBe(4 + 14);
    expect(met(rule, 20, 0, 0, 20).refused.least).toBe(4 + 4);
  });

  test("never refuses more at least than at most, nor more than there was", () => {
    const rule = fc.record({
      window: fc.integer({ min: 1, max: 50 }),
      per_ms: fc.constantFrom(1_000, 10_000, MINUTE, 5 * MINUTE),
      bucket: fc.integer({ min: 1, max: 50 }),
      refill_ms: fc.integer({ min: 100, max: MINUTE }),
    });
    const hits = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 });
    fc.assert(
      fc.property(rule, hits, (given, counts) => {
        const { refused, hits: all } = met(given, ...counts);
        expect(refused.least).toBeLessThanOrEqual(refused.most);
        expect(refused.most).toBeLessThanOrEqual(all);
      }),
    );
  });
});
