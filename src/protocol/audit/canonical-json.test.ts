import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonicalJson", () => {
  it("writes the example of RFC 8785 §3.2.2 as §3.2.3 says", () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: as the RFC has it
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts names by UTF-16 units, as §3.2.3 does", () => {
    const names = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    const value = Object.fromEntries(names.map((name) => [name, 1]));
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object).toSorted()).toEqual(
      names.toSorted(),
    );
    expect(canonicalJson(value)).toBe(
      '{"\\r":1,"1":1,"\u0080":1,"\u00f6":1,"\u20ac":1,"\ud83d\ude00":1,"\ufb33":1}',
    );
  });

  it("refuses what JSON does not have", () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
    expect(() => canonicalJson(["\ud800"])).toThrow(TypeError);
  });
});
