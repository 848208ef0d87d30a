import { expect, it } from "vitest";
import { shortCount } from "./counts.ts";

it.each([
  [0, "0"],
  [999, "999"],
  [1000, "1 k"],
  [1234, "1.2 k"],
  [9_960, "10 k"],
  [34_400, "34 k"],
  [999_499, "999 k"],
  [999_500, "1 M"],
  [3_400_000, "3.4 M"],
])("shortCount(%d) is %s", (count, expected) => {
  expect(shortCount(count)).toBe(expected);
});
