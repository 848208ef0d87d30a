import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import { LocalRateLimiter } from "../../adapters/ratelimit/local-rate-limiter.ts";
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
      // The last ten of them where the first minute ends, and all others where the next one begins.
      refused: { least: 15, most: 25 },
      callers_refused: 1,
      was_refused: 0,
      top: [{ caller: "c", hits: 38, refused: 15, busiest_minute: 25 }],
    });
  });

  test("refuses nothing of what fits, wherever in its minute it came", () => {
    expect(met({ window: 10, per_ms: MINUTE }, 10, 0, 4, 6).refused).toEqual({ least: 0, most: 0 });
  });

  test("does not know whether the end of a minute met the beginning of the next", () => {
    expect(met({ window: 10, per_ms: MINUTE }, 10, 10).refused).toEqual({ least: 0, most: 10 });
    const bucket = { window: 1_000, per_ms: MINUTE, bucket: 10, refill_ms: 10_000 };
    expect(met(bucket, 10, 5).refused).toEqual({ least: 0, most: 5 });
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

  test("goes over many minutes in one go: one that looked back over them at each would not end in time", () => {
    const simulation = new LimitSimulation({ window: 1_000_000, per_ms: 400_000 * MINUTE });
    const callers = [{ caller: "c", hits: 4, refused: 0 }];
    for (let minute = 0; minute < 300_000; minute += 1) {
      simulation.add(minute * MINUTE, { callers, unnamed: NOBODY });
    }
    const { hits, refused } = simulation.result();
    expect([hits, refused]).toEqual([1_200_000, { least: 200_000, most: 200_000 }]);
  });

  test("what really is refused is never less than at least, nor more than at most", () => {
    const rule = fc.record(
      {
        window: fc.integer({ min: 1, max: 30 }),
        per_ms: fc.constantFrom(1_000, 7_000, 10_000, 45_000, MINUTE, 90_000, 5 * MINUTE),
        bucket: fc.integer({ min: 1, max: 30 }),
        refill_ms: fc.integer({ min: 100, max: 2 * MINUTE }),
      },
      { requiredKeys: ["window", "per_ms"] },
    );
    const burst = fc.record({
      at: fc.oneof(
        fc.integer({ min: 0, max: 20 * MINUTE }),
        // Where one minute meets the next.
        fc.integer({ min: 0, max: 20 }).map((minute) => minute * MINUTE),
        fc.integer({ min: 1, max: 20 }).map((minute) => minute * MINUTE - 1),
      ),
      hits: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(rule, fc.array(burst, { maxLength: 40 }), (given, bursts) => {
        const clock = new ManualClock();
        const limiter = new LocalRateLimiter(clock);
        const counts: number[] = Array.from({ length: 21 }, () => 0);
        let refused = 0;
        for (const { at, hits } of bursts.toSorted((a, b) => a.at - b.at)) {
          clock.advance(at - clock.now());
          for (let hit = 0; hit < hits; hit += 1) {
            const minute = Math.floor(at / MINUTE);
            counts[minute] = (counts[minute] ?? 0) + 1;
            if (!limiter.hit("c", given).allowed) refused += 1;
          }
        }
        const said = met(given, ...counts).refused;
        expect(refused).toBeGreaterThanOrEqual(said.least);
        expect(refused).toBeLessThanOrEqual(said.most);
      }),
      { numRuns: 1_000 },
    );
  });
});
