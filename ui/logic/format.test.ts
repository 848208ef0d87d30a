import { describe, expect, it } from "vitest";
import { createFormats, startOfDay } from "./format.ts";

const { badgeCount, countdown, dayLabel, fromNow } = createFormats("en");

const at = (day: number, hour = 12): number => new Date(2026, 10, day, hour).getTime();

it("tells a distance in time in the largest unit that there is one of", () => {
  const now = at(22);
  const hour = 3_600_000;
  expect(fromNow(now + 7 * 24 * hour - 1_000, now)).toBe("in 7 days");
  expect(fromNow(now + hour - 1_000, now)).toBe("in 1 hour");
  expect(fromNow(now + 24 * hour, now)).toBe("tomorrow");
  expect(fromNow(now - 5 * 60_000, now)).toBe("5 minutes ago");
  expect(fromNow(now - 3_000, now)).toBe("now");
});

describe("dayLabel", () => {
  it("names the near days and dates the far ones", () => {
    expect(dayLabel(at(22, 0), at(22, 23))).toBe("Today");
    expect(dayLabel(at(21, 23), at(22, 0))).toBe("Yesterday");
    expect(dayLabel(at(18), at(22))).toBe("Wednesday");
    expect(dayLabel(at(2), at(22))).toContain("November");
    expect(dayLabel(new Date(2024, 1, 3).getTime(), at(22))).toContain("2024");
  });

  it("counts calendar days, not 24 hours, over a change of the clocks", () => {
    const before = new Date(2026, 2, 28, 23, 30).getTime();
    const after = new Date(2026, 2, 29, 0, 30).getTime();
    expect(dayLabel(before, after)).toBe("Yesterday");
    expect(startOfDay(after)).toBeGreaterThan(before);
  });
});

it("caps a badge", () => {
  expect(badgeCount(999)).toBe("999");
  expect(badgeCount(1000)).toBe("999+");
});

it.each([
  [-5, "0:00"],
  [1, "0:01"],
  [59_001, "1:00"],
  [4_020_000, "1:07:00"],
])("countdown(%d) is %s", (ms, expected) => {
  expect(countdown(ms)).toBe(expected);
});

it("writes as the language does", () => {
  const german = createFormats("de");
  expect(german.dayLabel(at(21), at(22))).toBe("Gestern");
  expect(german.list(["Ana", "Ben"])).toBe("Ana und Ben");
  const arabic = createFormats("ar-EG");
  expect(arabic.countdown(61_000)).toBe("١:٠١");
  expect(arabic.badgeCount(3)).toBe("٣");
});

it("writes the sizes of files as people read them", () => {
  const { fileSize } = createFormats("en");
  expect(fileSize(1)).toBe("1 byte");
  expect(fileSize(999)).toBe("999 bytes");
  expect(fileSize(1_440)).toBe("1.4 kB");
  expect(fileSize(10_485_760)).toBe("10 MB");
  expect(createFormats("de").fileSize(1_440_000)).toBe("1,4 MB");
});

it.each([
  ["en-US", "4:05 AM"],
  ["en-GB", "04:05"],
  ["de", "04:05"],
])("writes the time of day as people read it in %s", (locale, expected) => {
  const { timeOfDay } = createFormats(locale);
  expect(timeOfDay(new Date(2026, 10, 22, 4, 5).getTime()).replace(/\s/, " ")).toBe(expected);
});
