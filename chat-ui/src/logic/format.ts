/** Dates, counts and durations as the app shows them. All times are milliseconds since the epoch. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
const dateFormat = (key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, options);
    formats.set(key, format);
  }
  return format;
};

export const timeOfDay = (at: number): string =>
  dateFormat("time", { hour: "2-digit", minute: "2-digit" }).format(at);

/** The same without AM or PM, where a group's head already says which. */
export const bareTime = (at: number): string =>
  dateFormat("time", { hour: "2-digit", minute: "2-digit" })
    .formatToParts(at)
    .filter((part) => part.type !== "dayPeriod")
    .map((part) => part.value)
    .join("")
    .trim();

export const fullDateTime = (at: number): string =>
  dateFormat("full", { dateStyle: "full", timeStyle: "medium" }).format(at);

/** The start of the local day that `at` falls in. */
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

const daysBetween = (from: number, to: number): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / DAY);

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** A date line: Today, Yesterday, the weekday within a week, else the date. */
export const dayLabel = (at: number, now: number): string => {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) return capitalised(relative.format(-days, "day"));
  if (days > 1 && days < 7) return dateFormat("weekday", { weekday: "long" }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? dateFormat("date", { weekday: "short", day: "numeric", month: "long" }).format(at)
    : dateFormat("date-year", { day: "numeric", month: "long", year: "numeric" }).format(at);
};

/** 999, 1.2 k, 34 k, 3.4 M: at most three digits and a unit. */
export const shortCount = (count: number): string => {
  if (count < 1000) return String(count);
  const [divisor, unit] = count < 999_500 ? [1000, "k"] : [1_000_000, "M"];
  const value = count / divisor;
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${unit}`;
};

/** An unread badge: exact to 999, so that the pill never widens the row. */
export const badgeCount = (count: number): string => (count > 999 ? "999+" : String(count));

/** What is left, as m:ss or h:mm:ss; never negative. */
export const countdown = (remainingMs: number): string => {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  const s = String(seconds % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
};

const plurals = new Intl.PluralRules("en");
/** `1 member`, `3 members`. */
export const counted = (count: number, one: string, other: string): string =>
  `${shortCount(count)} ${plurals.select(count) === "one" ? one : other}`;

const lists = new Intl.ListFormat("en", { type: "conjunction" });
export const listed = (items: readonly string[]): string => lists.format(items);
