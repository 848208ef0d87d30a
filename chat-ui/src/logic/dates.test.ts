import { expect, it } from "vitest";
import { dayOfField, daysBefore, fieldOfDay } from "./dates.ts";

it("reads and writes what a date field has", () => {
  const day = new Date(2026, 2, 1).getTime();
  expect(dayOfField("2026-03-01")).toBe(day);
  expect(fieldOfDay(day + 3_600_000)).toBe("2026-03-01");
  expect(["", "2026-02-30", "01.03.2026", "2026-13-01"].map(dayOfField)).toEqual(
    Array(4).fill(undefined),
  );
});

it("counts days back over months", () => {
  const now = new Date(2026, 2, 1, 13, 5).getTime();
  expect(daysBefore(now, 1)).toBe(new Date(2026, 1, 28).getTime());
  expect(daysBefore(now, 0)).toBe(new Date(2026, 2, 1).getTime());
});
