import { expect, it } from "vitest";
import { fromLocalText, toLocalText } from "./local-time.ts";

it("goes there and back, to the minute, in whatever zone", () => {
  for (const at of [0, 1_790_000_040_000, Date.UTC(2026, 2, 29, 0, 59)]) {
    expect(fromLocalText(toLocalText(at))).toBe(at);
  }
  expect(toLocalText(new Date(2026, 10, 8, 9, 5).getTime())).toBe("2026-11-08T09:05");
});

it("is nothing without a moment", () => {
  expect(toLocalText(undefined)).toBe("");
  expect(fromLocalText("")).toBeUndefined();
  expect(fromLocalText("2026-13-45T99:99")).toBeUndefined();
});
