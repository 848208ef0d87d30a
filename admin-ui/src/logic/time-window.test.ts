import { describe, expect, it } from "vitest";
import { between, pausedAt, queryOf, shifted, windowOf } from "./time-window.ts";

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

  it("goes into the address and back", () => {
    const windows = [
      { mode: "live", range: "1h" },
      pausedAt(1_790_000_000_000, "6h"),
      between(1_790_000_000_000, 1_790_000_600_000),
    ] as const;
    for (const window of windows) {
      const { range = null, at = null, from = null, to = null } = queryOf(window);
      expect(windowOf({ range, at, from, to })).toEqual(window);
    }
  });
});

it("widens a stroke that is too short", () => {
  expect(between(1_000_000, 1_010_000)).toEqual({ mode: "past", from: 990_000, to: 1_020_000 });
});

describe("shifted", () => {
  const now = 2_000_000_000;

  it("leaves live backwards only", () => {
    const live = { mode: "live", range: "15m" } as const;
    expect(shifted(live, -10_000, now)).toEqual(pausedAt(now - 10_000));
    expect(shifted(live, 10_000, now)).toBe(live);
  });

  it("moves both ends, and becomes live beyond now", () => {
    const window = between(now - 200_000, now - 100_000);
    expect(shifted(window, 60_000, now)).toEqual(between(now - 140_000, now - 40_000));
    expect(shifted(window, 100_000, now)).toEqual({ mode: "live", range: "15m" });
  });
});
