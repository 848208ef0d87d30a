import { expect, it } from "vitest";
import { hasMarkup, isEmojiOnly } from "./markup.ts";

it.each([
  ["hello there, how are you? fine!", false],
  ["a - b", false],
  ["- item", true],
  ["1. item", true],
  ["see https://example.org", true],
  ["two\nlines", true],
  ["snake_case", true],
])("hasMarkup(%j) is %s", (content, expected) => {
  expect(hasMarkup(content)).toBe(expected);
});

it.each([
  ["🎉", true],
  ["👩‍🚀 👍🏽", true],
  ["🎉🎉🎉🎉", false],
  ["ok 👍", false],
  ["1", false],
])("isEmojiOnly(%s) is %s", (content, expected) => {
  expect(isEmojiOnly(content)).toBe(expected);
});
