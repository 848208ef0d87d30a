/** Dates, counts and durations as one language writes them. All times are milliseconds since the epoch. */
import { lazily } from "./lazily.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
];

/** The start of the local day that `at` falls in. */
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

const daysBetween = (from: number, to: number): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / DAY);

const FILE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export interface Formats {
  /** `14:02` */
  readonly timeOfDay: (at: number) => string;
  /** The same without AM or PM, where a group's head already says which. */
  readonly bareTime: (at: number) => string;
  /** `March 1, 2026` */
  readonly date: (at: number) => string;
  readonly fullDateTime: (at: number) => string;
  /** To the millisecond. */
  readonly exactTime: (at: number) => string;
  /** A date line: Today, Yesterday, the weekday within a week, else the date. */
  readonly dayLabel: (at: number, now: number) => string;
  /** `in 3 days`, `2 hours ago`, `now`: in the largest unit that there is one of. */
  readonly fromNow: (at: number, now: number) => string;
  readonly number: (value: number) => string;
  /** Of a part, 0 to 1: `40%` */
  readonly percent: (part: number) => string;
  /** `1.4 MB` */
  readonly fileSize: (bytes: number) => string;
  /** An unread badge: exact to 999, so that the pill never widens the row. */
  readonly badgeCount: (count: number) => string;
  /** What is left, as m:ss or h:mm:ss; never negative. */
  readonly countdown: (remainingMs: number) => string;
  /** `Ana, Ben and Cem` */
  readonly list: (items: readonly string[]) => string;
}

/** Each of the browser's formats takes longer to make than all that it writes in a first view, which needs few. */
export const createFormats = (locale: string): Formats => {
  const dates = (options: Intl.DateTimeFormatOptions): (() => Intl.DateTimeFormat) =>
    lazily(() => new Intl.DateTimeFormat(locale, options));
  // "4:31 AM", and "04:31" where the day has 24 hours.
  const time = lazily(() => {
    const { hour12 } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
    const hour = hour12 === true ? "numeric" : "2-digit";
    return new Intl.DateTimeFormat(locale, { hour, minute: "2-digit" });
  });
  const full = dates({ dateStyle: "full", timeStyle: "medium" });
  const exact = dates({
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  });
  const weekday = dates({ weekday: "long" });
  const dayAndMonth = dates({ weekday: "short", day: "numeric", month: "long" });
  const dayAndYear = dates({ day: "numeric", month: "long", year: "numeric" });
  const relative = lazily(() => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  const numbers = lazily(() => new Intl.NumberFormat(locale));
  const percents = lazily(() => new Intl.NumberFormat(locale, { style: "percent" }));
  const twoDigits = lazily(() => new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 }));
  const lists = lazily(() => new Intl.ListFormat(locale, { type: "conjunction" }));

  const capitalised = (text: string): string =>
    text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

  return {
    timeOfDay: (at) => time().format(at),
    bareTime: (at) =>
      time()
        .formatToParts(at)
        .filter((part) => part.type !== "dayPeriod")
        .map((part) => part.value)
        .join("")
        .trim(),
    date: (at) => dayAndYear().format(at),
    fullDateTime: (at) => full().format(at),
    exactTime: (at) => exact().format(at),
    dayLabel: (at, now) => {
      const days = daysBetween(at, now);
      if (days === 0 || days === 1) return capitalised(relative().format(-days, "day"));
      if (days > 1 && days < 7) return weekday().format(at);
      const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
      return (sameYear ? dayAndMonth : dayAndYear)().format(at);
    },
    fromNow: (at, now) => {
      // A second less than an hour is an hour, not 60 minutes.
      const distance = Math.abs(at - now) + MINUTE / 2;
      const [unit, ms] = UNITS.find(([, length]) => distance >= length) ?? ["second", Infinity];
      return relative().format(Math.round((at - now) / ms), unit);
    },
    number: (value) => numbers().format(value),
    percent: (part) => percents().format(part),
    fileSize: (bytes) => {
      let value = bytes;
      let unit = 0;
      while (value >= 1000 && unit < FILE_UNITS.length - 1) {
        value /= 1000;
        unit += 1;
      }
      return new Intl.NumberFormat(locale, {
        style: "unit",
        unit: FILE_UNITS[unit],
        unitDisplay: unit === 0 ? "long" : "short",
        maximumFractionDigits: value < 10 ? 1 : 0,
      }).format(value);
    },
    badgeCount: (count) => (count > 999 ? `${numbers().format(999)}+` : numbers().format(count)),
    countdown: (remainingMs) => {
      const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor((seconds % 3600) / 60);
      const tail = twoDigits().format(seconds % 60);
      return hours > 0
        ? `${numbers().format(hours)}:${twoDigits().format(minutes)}:${tail}`
        : `${numbers().format(minutes)}:${tail}`;
    },
    list: (items) => lists().format(items),
  };
};
