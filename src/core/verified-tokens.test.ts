import { expect, test } from "vitest";
import { VerifiedTokens } from "./verified-tokens.ts";

const endingAt = (expiresAt: number) => ({ userId: "u", sessionId: "s", expiresAt });

test("a token is known until it ends, and then no more", () => {
  const tokens = new VerifiedTokens();
  tokens.add("a", endingAt(1_000), 0);
  expect(tokens.get("a", 999)).toEqual(endingAt(1_000));
  expect(tokens.get("b", 999)).toBeUndefined();
  expect(tokens.get("a", 1_000)).toBeUndefined();
  expect(tokens.size).toBe(0);
});

test("ended tokens make room, and then the oldest", () => {
  const tokens = new VerifiedTokens(2);
  tokens.add("a", endingAt(1_000), 0);
  tokens.add("b", endingAt(9_000), 1);
  tokens.add("c", endingAt(9_000), 1_000);
  expect(tokens.get("a", 999)).toBeUndefined();
  expect(tokens.size).toBe(2);
  tokens.add("d", endingAt(9_000), 1_001);
  expect(tokens.size).toBe(2);
  expect(tokens.get("b", 1_001)).toBeUndefined();
  expect(tokens.get("c", 1_001)).toBeDefined();
  expect(tokens.get("d", 1_001)).toBeDefined();
});
