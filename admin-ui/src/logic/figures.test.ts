import { expect, it } from "vitest";
import { createFigures } from "./figures.ts";

const figures = createFigures("en-GB");
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

it("writes counts in three digits", () => {
  const written = [0, 0.44, 9.96, 999, 999.6, 1_240, 34_000, 999_600, 3_400_000].map((value) =>
    plain(figures.short(value)),
  );
  expect(written).toEqual(["0", "0.4", "10", "999", "1 k", "1.2 k", "34 k", "1 M", "3.4 M"]);
});

it("writes times with the unit that fits", () => {
  expect([0.83, 12.4, 1_240].map((value) => plain(figures.milliseconds(value)))).toEqual([
    "0.8 ms",
    "12 ms",
    "1.2 s",
  ]);
});

it("writes sizes in powers of a thousand", () => {
  expect([0, 512, 1_440_000, 2e12].map((value) => plain(figures.bytes(value)))).toEqual([
    "0 B",
    "512 B",
    "1.4 MB",
    "2 TB",
  ]);
});

it("writes a duration in two units, so that nothing of it is lost", () => {
  const lengths = [500, 1_500, 45_000, 60_000, 90_000, 3_600_000, 5_400_000, 90_000_000];
  expect(lengths.map((ms) => plain(figures.duration(ms)))).toEqual([
    "500 ms",
    "1.5 s",
    "45 s",
    "1 min",
    "1 min 30 s",
    "1 h",
    "1 h 30 min",
    "1 d 1 h",
  ]);
});

it("writes an age in its largest unit, and never a negative one", () => {
  const ages = [-5, 59_999, 60_000, 7_300_000, 200_000_000].map((ms) => plain(figures.age(ms)));
  expect(ages).toEqual(["0 s", "59 s", "1 min", "2 h", "2 d"]);
});

it("writes a moment with its year where that is another one", () => {
  const now = new Date(2026, 10, 29, 19, 24).getTime();
  const moments = [
    new Date(2026, 10, 28, 14, 32, 10),
    new Date(2028, 10, 28, 14, 32, 10),
    new Date(2025, 11, 31, 23, 59, 59),
  ];
  expect(moments.map((date) => figures.moment(date.getTime(), now))).toEqual([
    "28 Nov, 14:32:10",
    "28 Nov 2028, 14:32:10",
    "31 Dec 2025, 23:59:59",
  ]);
  expect(figures.moment(9_007_199_254_740_991)).toBe("9007199254740991");
});
