import { describe, expect, it } from "vitest";
import { folded, MATCH, matchOf } from "./name-match.ts";

describe("matchOf", () => {
  it("prefers the whole name, its beginning, a word's beginning, the inside, scattered letters", () => {
    expect(matchOf("ops", "ops")).toBe(MATCH.exact);
    expect(matchOf("ops-alerts", "ops")).toBe(MATCH.prefix);
    expect(matchOf("dev ops", "ops")).toBe(MATCH.word);
    expect(matchOf("drops", "ops")).toBe(MATCH.inside);
    expect(matchOf("old pines", "ops")).toBe(MATCH.scattered);
    expect(matchOf("lobby", "ops")).toBeUndefined();
  });

  it("finds a later word although the letters are inside an earlier one", () => {
    expect(matchOf("drops ops", "ops")).toBe(MATCH.word);
  });

  it("does not call two letters scattered", () => {
    expect(matchOf("general", "gl")).toBeUndefined();
  });
});

describe("folded", () => {
  it("leaves case, width and diacritics out", () => {
    expect(folded(" ÜBER ")).toBe("uber");
    expect(folded("Ｌｏｂｂｙ")).toBe("lobby");
    expect(folded("قَهوة")).toBe("قهوة");
  });
});
