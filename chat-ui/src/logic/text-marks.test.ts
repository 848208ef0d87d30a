import { describe, expect, it } from "vitest";
import { type TextMark, toggleMark } from "./text-marks.ts";

/** The selection in brackets. */
const toggled = (marked: string, mark: TextMark): string => {
  const from = marked.indexOf("[");
  const to = marked.indexOf("]") - 1;
  const text = marked.replace("[", "").replace("]", "");
  const change = toggleMark(text, from, to, mark);
  const next = text.slice(0, change.start) + change.insert + text.slice(change.end);
  const { selectFrom, selectTo } = change;
  return `${next.slice(0, selectFrom)}[${next.slice(selectFrom, selectTo)}]${next.slice(selectTo)}`;
};

describe("toggleMark", () => {
  it.each([
    ["a [b] c", "bold", "a **[b]** c"],
    ["a **[b]** c", "bold", "a [b] c"],
    ["a [**b**] c", "bold", "a [b] c"],
    ["a [] c", "code", "a `[]` c"],
    ["a `[]` c", "code", "a [] c"],
    ["[b]", "italic", "_[b]_"],
    ["[]", "bold", "**[]**"],
  ] as const)("%s %s", (before, mark, after) => {
    expect(toggled(before, mark)).toBe(after);
  });
});
