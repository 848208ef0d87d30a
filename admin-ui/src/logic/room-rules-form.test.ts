import { expect, it } from "vitest";
import { sameRules, wordsOf } from "./room-rules-form.ts";

it("reads a word a line, each once", () => {
  expect(wordsOf("  spam\n\ncasino *\nspam\n\tbuy now ")).toEqual(["spam", "casino *", "buy now"]);
  expect(wordsOf(" \n")).toEqual([]);
});

it("knows when something would change", () => {
  const rules = { slow_mode_s: 5, read_only: false, word_filter: ["a", "b"] };
  expect(sameRules(rules, { ...rules, word_filter: ["a", "b"] })).toBe(true);
  expect(sameRules(rules, { ...rules, slow_mode_s: 0 })).toBe(false);
  expect(sameRules(rules, { ...rules, read_only: true })).toBe(false);
  expect(sameRules(rules, { ...rules, word_filter: ["a"] })).toBe(false);
});
