import { describe, expect, it } from "vitest";
import { fnv1a, guestDigits, initials } from "./avatar.ts";

describe("fnv1a", () => {
  it("agrees with the published FNV-1a vectors", () => {
    expect(fnv1a("")).toBe(0x811c9dc5);
    expect(fnv1a("a")).toBe(0xe40c292c);
    expect(fnv1a("foobar")).toBe(0xbf9cf968);
  });
});

describe("initials", () => {
  it.each([
    ["Ana Lovelace", "AL"],
    ["ana", "A"],
    ["dev.ops_team", "DT"],
    ["  ", "?"],
    ["👩‍👩‍👧 family", "👩‍👩‍👧F"],
    ["éclair", "É"],
  ])("%s → %s", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});

it("pads a guest's digits", () => {
  expect(guestDigits(48_203)).toBe("03");
});
