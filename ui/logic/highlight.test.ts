import { expect, it } from "vitest";
import { segments } from "./highlight.ts";

const shown = (text: string, ranges: [number, number][]): string =>
  segments(text, ranges)
    .map((piece) => (piece.matched ? `[${piece.text}]` : piece.text))
    .join("|");

it("cuts a text where it matched", () => {
  expect(
    shown("the cafe, a cafe", [
      [4, 8],
      [12, 16],
    ]),
  ).toBe("the |[cafe]|, a |[cafe]");
  expect(shown("cafe", [])).toBe("cafe");
  expect(shown("", [[0, 2]])).toBe("");
});

it("keeps every character once, whatever the ranges", () => {
  expect(
    shown("abcdef", [
      [3, 9],
      [1, 4],
    ]),
  ).toBe("a|[bcd]|[ef]");
  expect(shown("abc", [[7, 9]])).toBe("abc");
  expect(shown("abc", [[2, 1]])).toBe("ab|c");
});
