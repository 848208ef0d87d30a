import type { STATS_METRICS, StatsMetric } from "../../../src/protocol/stats.ts";
import { figures } from "../i18n/formats.ts";
import type { MessageKey } from "../i18n/schema.ts";

type Kinds = typeof STATS_METRICS;
/** The protocol's own table would bring its schemas into the page; the compiler holds this one to it. */
type Units = { readonly [M in StatsMetric]: Kinds[M]["unit"] };

const UNITS = {
  connections: "count",
  rooms: "count",
  messages_in_per_s: "per_s",
  messages_out_per_s: "per_s",
  bytes_in_per_s: "bytes_per_s",
  bytes_out_per_s: "bytes_per_s",
  entries_per_s: "per_s",
  commit_p50_ms: "ms",
  commit_p99_ms: "ms",
  ack_p50_ms: "ms",
  ack_p99_ms: "ms",
  fan_out: "count",
  append_queue: "count",
  paging_sockets: "count",
  stalled_sockets: "count",
  http_requests_per_s: "per_s",
  errors_per_s: "per_s",
  limits_hit_per_s: "per_s",
  cpu: "cores",
  rss_bytes: "bytes",
  loop_lag_ms: "ms",
  bus_delay_ms: "ms",
  store_delay_ms: "ms",
} as const satisfies Units;

const WRITTEN: Readonly<Record<Units[StatsMetric], (value: number) => string>> = {
  count: figures.short,
  per_s: (value) => `${figures.short(value)}/s`,
  bytes: figures.bytes,
  bytes_per_s: (value) => `${figures.bytes(value)}/s`,
  ms: figures.milliseconds,
  cores: figures.percent,
};

/** Counted in whole things: half a socket is no mark of an axis. */
export const isWhole = (metric: StatsMetric): boolean =>
  UNITS[metric] === "count" && metric !== "fan_out";

/** The least that the top of an axis stands for, so that what is next to nothing looks like it. */
export const leastTop = (metric: StatsMetric): number => LEAST_TOP[UNITS[metric]];

const LEAST_TOP: Readonly<Record<Units[StatsMetric], number>> = {
  count: 4,
  per_s: 1,
  bytes: 1_000_000,
  bytes_per_s: 1_000,
  ms: 5,
  cores: 0.1,
};

/** Nothing is known: neither zero nor empty. */
const UNKNOWN = "–";

/** A value as its metric is read: `1.2 k/s`, `12 ms`. */
export const metricText = (metric: StatsMetric, value: number | null | undefined): string =>
  value === null || value === undefined ? UNKNOWN : WRITTEN[UNITS[metric]](value);

/** What a metric is called. */
export const metricLabel = (metric: StatsMetric): MessageKey & `charts.${StatsMetric}` =>
  `charts.${metric}`;
