import { describe, expect, it } from "vitest";
import {
  between,
  isForgotten,
  isToCome,
  pausedAt,
  queryOf,
  shifted,
  windowOf,
} from "./time-window.ts";

describe("the time in the address", () => {
  it("is live, of 15 minutes, where there is none", () => {
    expect(windowOf({})).toEqual({ mode: "live", range: "15m" });
    expect(windowOf({ range: "6h" })).toEqual({ mode: "live", range: "6h" });
  });

  it("is live where it can't be read", () => {
    expect(windowOf({ from: "5", to: "x" }).mode).toBe("live");
    expect(windowOf({ from: "9", to: "5" }).mode).toBe("live");
    expect(windowOf({ at: "-4", range: "toString" })).toEqual({ mode: "live", range: "15m" });
  });

  it("is live where it is a time that nothing can be kept of", () => {
    const live = { mode: "live", range: "15m" };
    expect(windowOf({ at: "8640000000000001" })).toEqual(live);
    expect(windowOf({ at: "899999" })).toEqual(live);
    expect(windowOf({ from: "1790000000000", to: "1790086400001" })).toEqual(live);
    expect(windowOf({ from: "1790000000000", to: "1790086400000" }).mode).toBe("past");
  });

  it("is told from one that is still to come, and from one that nothing is kept of any more", () => {
    const now = 1_790_000_000_000;
    const ends = (to: number) => windowOf({ from: String(to - 60_000), to: String(to) });
    expect(isToCome(ends(now + 60_000), now)).toBe(true);
    // Whoever paused it had a clock of their own.
    expect(isToCome(ends(now + 1_000), now)).toBe(false);
    expect(isToCome(windowOf({}), now)).toBe(false);
    expect(isForgotten(ends(now - 86_399_000), now)).toBe(false);
    expect(isForgotten(ends(now - 86_401_000), now)).toBe(true);
    expect(isForgotten(windowOf({}), now)).toBe(false);
  });

  it("goes into the address and back", () => {
    const windows = [
      { mode: "live", range: "1h" },
      pausedAt(1_790_000_000_000, "6h"),
      between(1_790_000_000_000, 1_790_000_600_000, 1_790_000_600_000),
    ] as const;
    for (const window of windows) {
      const { range = null, at = null, from = null, to = null } = queryOf(window);
      expect(windowOf({ range, at, from, to })).toEqual(window);
    }
  });
});

it("widens a stroke that is too short", () => {
  const now = 2_000_000;
  const of = (from: number, to: number) => ({ mode: "past", from, to });
  expect(between(1_000_000, 1_010_000, now)).toEqual(of(990_000, 1_020_000));
  expect(between(1_990_000, now, now)).toEqual(of(1_970_000, now));
  expect(between(1_900_000, now, now)).toEqual(of(1_900_000, now));
});

describe("shifted", () => {
  const now = 2_000_000_000;

  it("leaves live backwards only", () => {
    const live = { mode: "live", range: "15m" } as const;
    expect(shifted(live, -10_000, now)).toEqual(pausedAt(now - 10_000));
    expect(shifted(live, 10_000, now)).toBe(live);
  });

  it("moves both ends, and becomes live beyond now", () => {
    const window = between(now - 200_000, now - 100_000, now);
    expect(shifted(window, 60_000, now)).toEqual(between(now - 140_000, now - 40_000, now));
    expect(shifted(window, 100_000, now)).toEqual({ mode: "live", range: "15m" });
  });
});
