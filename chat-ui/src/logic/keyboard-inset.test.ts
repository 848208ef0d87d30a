import { expect, it } from "vitest";
import { keyboardInset } from "./keyboard-inset.ts";

it("is what a keyboard covers, and nothing of bars, zoom, or pages that were made smaller", () => {
  expect(keyboardInset(844, { height: 508, offsetTop: 0, scale: 1 })).toBe(336);
  expect(keyboardInset(844, { height: 508, offsetTop: 40, scale: 1 })).toBe(296);
  expect(keyboardInset(844, { height: 794, offsetTop: 0, scale: 1 })).toBe(0);
  expect(keyboardInset(420, { height: 420, offsetTop: 0, scale: 1 })).toBe(0);
  expect(keyboardInset(844, { height: 422, offsetTop: 0, scale: 2 })).toBe(0);
});
