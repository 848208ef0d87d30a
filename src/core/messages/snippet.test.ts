import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchTerms } from "../../protocol/search-terms.ts";
import { snippetOf } from "./snippet.ts";

const ALPHABET = ["a", "é", "ß", "😀", "字", " ", "İ", "ﬁ", "e\u0301", "\n", "z"];
const texts = fc.array(fc.constantFrom(...ALPHABET), { minLength: 1, maxLength: 500 });

describe("a snippet", () => {
  test("is well-formed, short, and its ranges lie in it in order", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom("a", "e", "ss", "字", "i", "fi", "z"), (points, word) => {
        const content = points.join("");
        const { snippet, ranges } = snippetOf(content, searchTerms(word));
        expect(snippet.isWellFormed()).toBe(true);
        expect(snippet.length).toBeLessThanOrEqual(162);
        let last = 0;
        for (const [from, to] of ranges) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(snippet.length);
          expect(snippet.slice(from, to).isWellFormed()).toBe(true);
          last = to;
        }
      }),
    );
  });

  test("shows the first match and what is around it", () => {
    const content = `${"x ".repeat(200)}needle in it${" y".repeat(200)}`;
    const { snippet, ranges } = snippetOf(content, ["need"]);
    expect(snippet.startsWith("…")).toBe(true);
    expect(snippet.endsWith("…")).toBe(true);
    expect(ranges.map(([from, to]) => snippet.slice(from, to))).toEqual(["need"]);
  });
});
