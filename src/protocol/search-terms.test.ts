import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldText, matchRanges, searchTerms } from "./search-terms.ts";

const found = (text: string, query: string): string[] =>
  matchRanges(text, searchTerms(query)).map(([from, to]) => text.slice(from, to));

describe("search", () => {
  test.each([
    ["Straße", "strasse", ["Straße"]],
    ["STRASSE", "straße", ["STRASSE"]],
    ["İstanbul", "istanbul", ["İstanbul"]],
    ["ISTANBUL", "ıstanbul", ["ISTANBUL"]],
    ["Café au lait", "cafe", ["Café"]],
    ["Cafe\u0301!", "CAFÉ", ["Cafe\u0301"]],
    ["ﬁnal", "fi", ["ﬁ"]],
    ["finally, final", "fin", ["fin", "fin"]],
    ["refinal", "fin", []],
    ["ΟΔΟΣΗΜΑΝΣΗ", "οδος", ["ΟΔΟΣ"]],
    ["οδός", "ΟΔΟΣ", ["οδός"]],
    ["漢字かな", "字", ["字"]],
    ["한국", "국", ["국"]],
    ["한국".normalize("NFD"), "한", ["한".normalize("NFD")]],
    ["が", "か", ["が"]],
    ["snake_case", "snake", ["snake"]],
    ["v2.0", "0", ["0"]],
    ["𝓗ello", "hell", ["𝓗ell"]],
    ["👍🏽", "👍", []],
  ])("in %s for %s", (text, query, expected) => {
    expect(found(text, query)).toEqual(expected);
  });

  const texts = fc
    .array(
      fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("ß", "İ", "Σ", "e\u0301", "ﬃ", "한"),
      ),
    )
    .map((parts) => parts.join(" "));

  test("terms are folded, and folding twice changes nothing", () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const term of searchTerms(text)) {
          expect(term).not.toBe("");
          expect(term.length).toBeLessThanOrEqual(40);
          expect(term.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test("ranges ascend, don't overlap and cut no character in two", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 3 }), (text, length) => {
        const terms = searchTerms(text).map((term) => Array.from(term).slice(0, length).join(""));
        let last = 0;
        for (const [from, to] of matchRanges(text, terms)) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThan(from);
          expect(text.slice(from, to).isWellFormed()).toBe(true);
          expect(text.slice(to)).not.toMatch(/^\p{M}/u);
          last = to;
        }
      }),
    );
  });

  test("finds every word by its beginning, in any case", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zäöüßéñ]{1,12}$/),
        fc.integer({ min: 1, max: 12 }),
        (word, n) => {
          const beginning = Array.from(word).slice(0, n).join("");
          // What stands beside the word must not begin as it does.
          expect(found(`1 ${word.toUpperCase()} 2`, beginning)).toHaveLength(1);
          expect(foldText(beginning.toUpperCase())).toBe(foldText(beginning));
        },
      ),
    );
  });
});
