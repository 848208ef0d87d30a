import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { changedLimits, draftOf, LIMIT_NAMES, type RuleDraft, ruleOf } from "./limit-form.ts";

const { limits } = DEFAULT_SETTINGS;
const draft = (change: Partial<RuleDraft> = {}): RuleDraft => ({
  ...draftOf(limits.guest_messages),
  ...change,
});

it("knows every limit there is", () => {
  expect([...LIMIT_NAMES].sort()).toEqual(Object.keys(limits).sort());
});

describe("a rule", () => {
  it("becomes a draft in seconds, and a rule again", () => {
    expect(draft()).toEqual({ window: "20", per_s: "60", bucket: "4", refill_s: "5" });
    for (const name of LIMIT_NAMES)
      expect(ruleOf(draftOf(limits[name]))).toEqual({ rule: limits[name] });
  });

  it("takes fractions of a second, with a point or a comma", () => {
    expect(ruleOf(draft({ refill_s: "0,25" })).rule?.refill_ms).toBe(250);
    expect(ruleOf(draft({ refill_s: "0.25" })).rule?.refill_ms).toBe(250);
  });

  it("may do without a bucket", () => {
    const rule = ruleOf(draft({ bucket: "", refill_s: " " })).rule;
    expect(rule).toEqual({ window: 20, per_ms: 60_000 });
  });
});

describe("a draft that is no rule", () => {
  const wrong = (change: Partial<RuleDraft>): unknown[] => [...(ruleOf(draft(change)).wrong ?? [])];

  it("says in which fields", () => {
    expect(wrong({ window: "" })).toEqual(["window"]);
    expect(wrong({ window: "0", per_s: "x" })).toEqual(["window", "per_s"]);
    expect(wrong({ bucket: "-1" })).toEqual(["bucket"]);
    expect(wrong({ per_s: "90000" })).toEqual(["per_s"]);
  });

  it("has a bucket that is never filled, or fills none", () => {
    expect(wrong({ refill_s: "" })).toEqual(["refill_s"]);
    expect(wrong({ bucket: "" })).toEqual(["bucket"]);
  });
});

it("names the limits that differ", () => {
  const other = { ...limits, login: { ...limits.login, window: 3 }, rest: { ...limits.rest } };
  expect(changedLimits(limits, other)).toEqual(["login"]);
  expect(changedLimits(limits, limits)).toEqual([]);
});
