import { expect, it } from "vitest";
import { lonePoints } from "./lone-points.ts";

it("finds the values between two gaps, and those at an end beside one", () => {
  expect(lonePoints([1, null, 2, 3, null, 0, null, null, 4], 0, 8)).toEqual([0, 5, 8]);
  expect(lonePoints([7], 0, 0)).toEqual([0]);
  expect(lonePoints([1, 2, 3], 0, 2)).toEqual([]);
  expect(lonePoints([], 0, -1)).toEqual([]);
});

it("looks past the part that is shown, so that a line which comes in is none", () => {
  const column = [1, 2, null, 3, null, 5, 6];
  expect(lonePoints(column, 1, 5)).toEqual([3]);
});
