import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs, RECONNECT } from "./backoff.ts";

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("back-off", () => {
  it("stays within the exponential bound and the cap, for any attempt", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fraction, (attempt, f) => {
        const wait = backoffMs(attempt, f);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(RECONNECT.capMs);
        expect(wait).toBeLessThanOrEqual(RECONNECT.baseMs * 2 ** (attempt - 1));
      }),
    );
  });

  it("never waits less after one more failure, by the same chance", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fraction, (attempt, f) => {
        expect(backoffMs(attempt + 1, f)).toBeGreaterThanOrEqual(backoffMs(attempt, f));
      }),
    );
  });

  it("uses the whole range", () => {
    expect(backoffMs(20, 0)).toBe(0);
    expect(backoffMs(20, 0.999_999)).toBeGreaterThan(RECONNECT.capMs - 100);
  });
});
