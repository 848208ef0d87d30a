import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import type { RateRule } from "../../protocol/settings.ts";
import { DEFAULT_SETTINGS } from "../../protocol/settings.ts";
import { LocalRateLimiter } from "./local-rate-limiter.ts";

/** Hits at steps of time; what was allowed, with when. */
const play = (rule: RateRule, steps: readonly number[]) => {
  const clock = new ManualClock();
  const limiter = new LocalRateLimiter(clock);
  return steps.map((step) => {
    clock.advance(step);
    return { at: clock.monotonic(), decision: limiter.hit("k", rule) };
  });
};

const rules = fc.record({
  window: fc.integer({ min: 1, max: 12 }),
  per_ms: fc.integer({ min: 1_000, max: 3_000 }),
});
const bucketed = fc.record({
  window: fc.integer({ min: 1, max: 12 }),
  per_ms: fc.integer({ min: 1_000, max: 3_000 }),
  bucket: fc.integer({ min: 1, max: 6 }),
  refill_ms: fc.integer({ min: 1, max: 900 }),
});
const steps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 700 })), {
  maxLength: 200,
});

describe("local rate limiter", () => {
  it("never lets more than the window through in any period, and refuses none that would fit", () => {
    fc.assert(
      fc.property(rules, steps, (rule, times) => {
        const allowed: number[] = [];
        for (const { at, decision } of play(rule, times)) {
          const within = allowed.filter((t) => t > at - rule.per_ms).length;
          expect(decision.allowed).toBe(within < rule.window);
          if (decision.allowed) allowed.push(at);
        }
      }),
    );
  });

  it("says when to try again, to the millisecond", () => {
    fc.assert(
      fc.property(fc.oneof(rules, bucketed), steps, (rule, times) => {
        const refused = play(rule, times).findIndex((hit) => !hit.decision.allowed);
        if (refused < 0) return;
        const until = times.slice(0, refused + 1);
        const decision = play(rule, until).at(-1)?.decision;
        const wait = decision?.allowed === false ? decision.retryAfterMs : 0;
        expect(wait).toBeGreaterThan(0);
        expect(play(rule, [...until, wait]).at(-1)?.decision.allowed).toBe(true);
        expect(play(rule, [...until, wait - 1]).at(-1)?.decision.allowed).toBe(false);
      }),
    );
  });

  it("lets no more than the bucket and its refills through in any period", () => {
    fc.assert(
      fc.property(bucketed, steps, (rule, times) => {
        const allowed = play(rule, times)
          .filter((hit) => hit.decision.allowed)
          .map((hit) => hit.at);
        for (const [first, from] of allowed.entries()) {
          for (const [last, to] of allowed.entries()) {
            if (last < first) continue;
            const most = rule.bucket + Math.floor((to - from) / rule.refill_ms) + 1;
            expect(last - first + 1).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it("refuses a guest's 21st message in a minute", () => {
    const hits = play(DEFAULT_SETTINGS.limits.guest_messages, [
      0,
      0,
      0,
      0,
      ...Array.from({ length: 11 }, () => 5_000),
      // 15 messages in 55 s: the bucket is what holds now.
      0,
    ]);
    expect(hits.slice(0, 15).every((hit) => hit.decision.allowed)).toBe(true);
    expect(hits[15]?.decision).toEqual({ allowed: false, retryAfterMs: 5_000 });

    const windowOnly = play(
      { window: 20, per_ms: 60_000 },
      Array.from({ length: 21 }, () => 100),
    );
    expect(windowOnly[19]?.decision.allowed).toBe(true);
    expect(windowOnly[20]?.decision).toEqual({ allowed: false, retryAfterMs: 58_000 });
  });

  it("gives back the newest hit to both layers", () => {
    const clock = new ManualClock();
    const limiter = new LocalRateLimiter(clock);
    const rule = { window: 1, per_ms: 1_000, bucket: 1, refill_ms: 10_000 };
    expect(limiter.hit("k", rule).allowed).toBe(true);
    limiter.giveBack("k");
    expect(limiter.hit("k", rule).allowed).toBe(true);
    expect(limiter.hit("k", rule).allowed).toBe(false);
    limiter.giveBack("unknown");
  });

  it("takes a changed rule at once", () => {
    const clock = new ManualClock();
    const limiter = new LocalRateLimiter(clock);
    for (let i = 0; i < 5; i++) limiter.hit("k", { window: 10, per_ms: 1_000 });
    clock.advance(400);
    expect(limiter.hit("k", { window: 2, per_ms: 1_000 })).toEqual({
      allowed: false,
      retryAfterMs: 600,
    });
    expect(limiter.hit("k", { window: 6, per_ms: 1_000 }).allowed).toBe(true);
  });

  it("forgets whoever has all of a rule again, and nobody before", () => {
    const clock = new ManualClock();
    const limiter = new LocalRateLimiter(clock);
    const minute = { window: 1, per_ms: 60_000 };
    const slow = { window: 9, per_ms: 1_000, bucket: 2, refill_ms: 100_000 };
    for (let i = 0; i < 100; i += 1) limiter.hit(`guest${i}`, minute);
    limiter.hit("hour", { window: 1, per_ms: 3_600_000 });
    limiter.hit("slow", slow);
    clock.advance(59_999);
    expect(limiter.gauges()).toEqual({ keys: 102, hits: 408 });
    expect(limiter.hit("guest7", minute).allowed).toBe(false);
    clock.advance(1);
    expect(limiter.gauges()).toEqual({ keys: 3, hits: 12 });
    clock.advance(60_000);
    expect(limiter.gauges().keys, "the bucket was full after 100 s").toBe(1);
    expect(limiter.hit("hour", { window: 1, per_ms: 3_600_000 }).allowed).toBe(false);
  });

  it("keeps the number of keys and of hits within its caps, forgetting the least recently used", () => {
    const clock = new ManualClock();
    const limiter = new LocalRateLimiter(clock, { keys: 3, hits: 64 });
    const rule = { window: 1, per_ms: 60_000 };
    for (const key of ["a", "b", "c"]) limiter.hit(key, rule);
    expect(limiter.hit("a", rule).allowed).toBe(false);
    limiter.hit("d", rule);
    expect(limiter.gauges().keys).toBe(3);
    expect(limiter.hit("a", rule).allowed).toBe(false);
    expect(limiter.hit("b", rule).allowed).toBe(true);
    for (let i = 0; i < 1_000; i++) limiter.hit(`many${i % 2}`, { window: 1_000, per_ms: 60_000 });
    expect(limiter.gauges().hits).toBeLessThanOrEqual(64);
  });
});
