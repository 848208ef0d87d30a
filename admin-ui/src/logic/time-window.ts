import type { LocationQuery } from "vue-router";
import { isTime } from "./address-time.ts";

/** Which time the screens show, as the address has it. All times are milliseconds since the epoch. */

export const RANGES = {
  "15m": 15 * 60_000,
  "1h": 3_600_000,
  "6h": 6 * 3_600_000,
  "12h": 12 * 3_600_000,
  "24h": 24 * 3_600_000,
} as const;
export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[];

const DEFAULT_RANGE: RangeName = "15m";
/** Shorter than a few points of the history there is nothing to see. */
const SHORTEST_MS = 30_000;

/** live: the last `range`, up to now · past: `from` to `to`, which live numbers don't move */
export type TimeWindow =
  | { readonly mode: "live"; readonly range: RangeName }
  | {
      readonly mode: "past";
      readonly from: number;
      readonly to: number;
      /** Set by a moment and a range (`at`), not by two ends. */
      readonly range?: RangeName;
    };

/** Until so long after a moment its last point may still come to be kept. */
const SETTLED_MS = 25_000;

/** What is kept of the end of this time may still change. */
export const isSettling = (window: TimeWindow, now: number): boolean =>
  window.mode === "past" && now - window.to < SETTLED_MS;

/** Another browser's idea of the cluster's time may be a little ahead of ours. */
const AHEAD_MS = 5_000;

/** It ends where nothing has happened yet. */
export const isToCome = (window: TimeWindow, now: number): boolean =>
  window.mode === "past" && window.to > now + AHEAD_MS;

const isRange = (text: unknown): text is RangeName =>
  typeof text === "string" && Object.hasOwn(RANGES, text);

/** The history keeps no more. */
const LONGEST_MS = RANGES["24h"];

/** Nothing is kept of it any more. */
export const isForgotten = (window: TimeWindow, now: number): boolean =>
  window.mode === "past" && now - window.to > LONGEST_MS;

const timeOf = (text: unknown): number | undefined => (isTime(text) ? Number(text) : undefined);

/** What can't be read, or that nothing can be kept of, is live. */
export const windowOf = (query: LocationQuery): TimeWindow => {
  const asked = query["range"];
  const range = isRange(asked) ? asked : DEFAULT_RANGE;
  const at = timeOf(query["at"]);
  if (at !== undefined && at >= RANGES[range]) {
    return { mode: "past", from: at - RANGES[range], to: at, range };
  }
  const from = timeOf(query["from"]);
  const to = timeOf(query["to"]);
  if (from === undefined || to === undefined) return { mode: "live", range };
  if (from >= to || to - from > LONGEST_MS) return { mode: "live", range };
  return { mode: "past", from, to };
};

/** The part of the address that says so; undefined where it has nothing to say. */
export const queryOf = (
  window: TimeWindow,
): Record<"range" | "at" | "from" | "to", string | undefined> => {
  const range = window.range === DEFAULT_RANGE ? undefined : window.range;
  const nothing = { range, at: undefined, from: undefined, to: undefined };
  if (window.mode === "live") return nothing;
  if (window.range !== undefined) return { ...nothing, at: String(window.to) };
  return { ...nothing, from: String(window.from), to: String(window.to) };
};

/** Stands still at `at`. */
export const pausedAt = (at: number, range: RangeName = DEFAULT_RANGE): TimeWindow => ({
  mode: "past",
  from: Math.round(at) - RANGES[range],
  to: Math.round(at),
  range,
});

/** What was drawn on a chart: never too short to hold points, and not into what is still to come. */
export const between = (from: number, to: number, now: number): TimeWindow => {
  const length = Math.max(SHORTEST_MS, to - from);
  const end = Math.min((from + to + length) / 2, Math.max(to, now));
  return { mode: "past", from: Math.round(end - length), to: Math.round(end) };
};

/** Moved by `ms`; beyond `now` it is live again. */
export const shifted = (window: TimeWindow, ms: number, now: number): TimeWindow => {
  if (window.mode === "live") return ms < 0 ? pausedAt(now + ms, window.range) : window;
  const to = window.to + ms;
  if (to >= now) return { mode: "live", range: window.range ?? DEFAULT_RANGE };
  return { ...window, from: window.from + ms, to };
};
