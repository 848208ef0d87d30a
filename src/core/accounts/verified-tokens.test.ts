import { expect, test } from "vitest";
import { VerifiedTokens } from "./verified-tokens.ts";

test("a token is known until it ends, and then no more", () => {
  const tokens = new VerifiedTokens();
  tokens.add("a", 1_000, 0);
  expect(tokens.has("a", 999)).toBe(true);
  expect(tokens.has("b", 999)).toBe(false);
  expect(tokens.has("a", 1_000)).toBe(false);
  expect(tokens.size).toBe(0);
});

test("ended tokens make room, and then the oldest", () => {
  const tokens = new VerifiedTokens(2);
  tokens.add("a", 1_000, 0);
  tokens.add("b", 9_000, 1);
  tokens.add("c", 9_000, 1_000);
  expect(tokens.has("a", 999)).toBe(false);
  expect(tokens.size).toBe(2);
  tokens.add("d", 9_000, 1_001);
  expect(tokens.size).toBe(2);
  expect(tokens.has("b", 1_001)).toBe(false);
  expect(tokens.has("c", 1_001)).toBe(true);
  expect(tokens.has("d", 1_001)).toBe(true);
});
