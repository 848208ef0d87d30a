import { isMoment } from "./iso-time.ts";

/** Numbers of a dashboard as one language writes them: short, with their unit, and exact where asked for. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Figures {
  /** `0.4`, `12`, `999`, `1.2 k`, `3.4 M`: at most three digits and a unit. */
  readonly short: (value: number) => string;
  /** All digits, for a title. */
  readonly exact: (value: number) => string;
  /** `0.8 ms`, `12 ms`, `1.2 s` */
  readonly milliseconds: (value: number) => string;
  /** `512 B`, `1.4 MB` */
  readonly bytes: (value: number) => string;
  /** Of a part, 0 to 1, and above for more than one core: `140%` */
  readonly percent: (part: number) => string;
  /** How long ago, in its largest unit: `45 s`, `12 min`, `2 h`, `3 d` */
  readonly age: (ms: number) => string;
  /** For how long, where what is left of the largest unit counts: `45 s`, `1 min 30 s`, `1 h 5 min` */
  readonly duration: (ms: number) => string;
  /** `14:32:10` */
  readonly clock: (at: number) => string;
  /** `28 Nov, 14:32:10`, and `28 Nov 2028, 14:32:10` in another year than now; what is no moment as it is. */
  readonly moment: (at: number, now?: number) => string;
}

const scaled = (value: number): number =>
  Math.abs(value) < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);

export const createFigures = (locale: string): Figures => {
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const percents = new Intl.NumberFormat(locale, { style: "percent" });
  const time: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  const clock = new Intl.DateTimeFormat(locale, time);
  const day: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", ...time };
  const moment = new Intl.DateTimeFormat(locale, day);
  const momentOfAnotherYear = new Intl.DateTimeFormat(locale, { year: "numeric", ...day });
  const withUnit = (value: number, unit: string): string => `${tenths.format(value)}\u00a0${unit}`;

  const milliseconds = (value: number): string =>
    value < 999.5 ? withUnit(scaled(value), "ms") : withUnit(scaled(value / SECOND), "s");

  return {
    short: (value) => {
      const size = Math.abs(value);
      if (size < 999.5) return tenths.format(scaled(value));
      if (size < 999_500) return withUnit(scaled(value / 1_000), "k");
      return withUnit(scaled(value / 1_000_000), "M");
    },
    exact: (value) => exact.format(value),
    milliseconds,
    bytes: (value) => {
      const units = ["B", "kB", "MB", "GB", "TB"];
      const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
      return withUnit(scaled(value / 1_000 ** power), units[power] ?? "B");
    },
    percent: (part) => percents.format(part),
    age: (ms) => {
      const length = Math.max(0, ms);
      if (length < MINUTE) return withUnit(Math.floor(length / SECOND), "s");
      if (length < HOUR) return withUnit(Math.floor(length / MINUTE), "min");
      if (length < DAY) return withUnit(Math.floor(length / HOUR), "h");
      return withUnit(Math.floor(length / DAY), "d");
    },
    duration: (ms) => {
      const larger = [
        [DAY, "d", HOUR, "h"],
        [HOUR, "h", MINUTE, "min"],
        [MINUTE, "min", SECOND, "s"],
      ] as const;
      for (const [size, unit, smaller, rest] of larger) {
        if (ms < size) continue;
        const left = Math.floor((ms % size) / smaller);
        const whole = withUnit(Math.floor(ms / size), unit);
        return left === 0 ? whole : `${whole} ${withUnit(left, rest)}`;
      }
      return milliseconds(Math.max(0, ms));
    },
    clock: (at) => clock.format(at),
    moment: (at, now = Date.now()) => {
      if (!isMoment(at)) return String(at);
      const isOfThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
      return (isOfThisYear ? moment : momentOfAnotherYear).format(at);
    },
  };
};
