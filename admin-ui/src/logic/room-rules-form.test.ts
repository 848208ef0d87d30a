import { expect, it } from "vitest";
import { changedRules, onlyRules, wordsOf } from "./room-rules-form.ts";

it("reads a word a line, each once", () => {
  expect(wordsOf("  spam\n\ncasino *\nspam\n\tbuy now ")).toEqual(["spam", "casino *", "buy now"]);
  expect(wordsOf(" \n")).toEqual([]);
});

it("names what was changed, and takes that alone", () => {
  const rules = { slow_mode_s: 5, read_only: false, word_filter: ["a", "b"] };
  expect(changedRules(rules, { ...rules, word_filter: ["a", "b"] })).toEqual([]);
  const now = { ...rules, read_only: true, word_filter: ["a"] };
  expect(changedRules(rules, now)).toEqual(["read_only", "word_filter"]);
  expect(onlyRules(now, ["word_filter"])).toEqual({ word_filter: ["a"] });
  expect(onlyRules(now, [])).toEqual({});
});
