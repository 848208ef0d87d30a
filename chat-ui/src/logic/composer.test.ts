import { expect, it } from "vitest";
import { composerLength } from "./composer.ts";

it("counts code points, and speaks from four fifths on", () => {
  expect(composerLength("a".repeat(3000)).near).toBe(false);
  expect(composerLength("a".repeat(3200))).toEqual({ left: 800, near: true, over: false });
  expect(composerLength("😀".repeat(4000))).toEqual({ left: 0, near: true, over: false });
  expect(composerLength("😀".repeat(4001)).over).toBe(true);
  expect(composerLength("😀".repeat(2000)).near).toBe(false);
});
