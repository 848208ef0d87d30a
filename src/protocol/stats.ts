import * as v from "valibot";
import * as p from "./primitives.ts";

/**
 * How a number of the whole cluster follows from those of its servers: added up, the largest of them, or made
 * anew from what all servers measured (quantiles and means can't be added).
 */
export type StatsTotal = "sum" | "max" | "merged";
export type StatsUnit = "count" | "per_s" | "bytes" | "bytes_per_s" | "ms" | "cores";

interface MetricKind {
  readonly unit: StatsUnit;
  readonly total: StatsTotal;
}

/**
 * What each server measures of itself every second, and what is kept of it for 24 h. The store keeps values
 * by their place in this list: new ones go to its end, and none is ever taken out or moved.
 */
export const STATS_METRICS = {
  /** Open sockets. */
  connections: { unit: "count", total: "sum" },
  /** Rooms with sockets; one with sockets on two servers counts for each. */
  rooms: { unit: "count", total: "sum" },
  /** Frames from sockets. */
  messages_in_per_s: { unit: "per_s", total: "sum" },
  /** Entries × the sockets that they were written to. */
  messages_out_per_s: { unit: "per_s", total: "sum" },
  bytes_in_per_s: { unit: "bytes_per_s", total: "sum" },
  bytes_out_per_s: { unit: "bytes_per_s", total: "sum" },
  /** Entries that became durable. */
  entries_per_s: { unit: "per_s", total: "sum" },
  /** Of a batch of entries, until it is durable. */
  commit_p50_ms: { unit: "ms", total: "merged" },
  commit_p99_ms: { unit: "ms", total: "merged" },
  /** From a message that comes in to its ack. */
  ack_p50_ms: { unit: "ms", total: "merged" },
  ack_p99_ms: { unit: "ms", total: "merged" },
  /** Sockets that a frame of a room went to, in the mean. */
  fan_out: { unit: "count", total: "merged" },
  /** Sends that wait for their commit. */
  append_queue: { unit: "count", total: "sum" },
  /** Sockets that are behind and get their entries page by page. */
  paging_sockets: { unit: "count", total: "sum" },
  /** Sockets with unsent bytes. */
  stalled_sockets: { unit: "count", total: "sum" },
  http_requests_per_s: { unit: "per_s", total: "sum" },
  /** Errors answered, over REST and sockets. */
  errors_per_s: { unit: "per_s", total: "sum" },
  /** Calls and actions that a rate limit refused. */
  limits_hit_per_s: { unit: "per_s", total: "sum" },
  /** Cores in use. */
  cpu: { unit: "cores", total: "sum" },
  rss_bytes: { unit: "bytes", total: "sum" },
  /** How late timers are: 99 of 100 were less. */
  loop_lag_ms: { unit: "ms", total: "max" },
  /** From a publish to its arrival, through Redis. */
  bus_delay_ms: { unit: "ms", total: "max" },
  /** A round trip to the database. */
  store_delay_ms: { unit: "ms", total: "max" },
} as const satisfies Record<string, MetricKind>;

export type StatsMetric = keyof typeof STATS_METRICS;
export const STATS_METRIC_NAMES = Object.keys(STATS_METRICS) as StatsMetric[];
export const StatsMetricName = v.picklist(STATS_METRIC_NAMES);

/** Types say what `Object.fromEntries` forgets: the same schema for each metric. */
const eachMetric = <S extends v.GenericSchema>(schema: S): { readonly [M in StatsMetric]: S } =>
  Object.fromEntries(STATS_METRIC_NAMES.map((name) => [name, schema])) as {
    readonly [M in StatsMetric]: S;
  };

/** Null: nothing was measured (no commit in that second, no bus), or the server is not heard. */
const StatsValue = v.nullable(v.number());

const Tally = v.record(v.string(), p.Count);
export const StatsValues = v.strictObject(eachMetric(StatsValue));
export type StatsValues = v.InferOutput<typeof StatsValues>;

const Counted = {
  /** Errors answered in that second, by code; those that did not occur are left out. */
  errors: Tally,
  /** Refused in that second, by the limit's name. */
  limits_hit: Tally,
};

/** ok · draining: sends its clients elsewhere · stale: not heard for more than 10 s · gone: stopped, or lost for good. */
export const ServerState = v.picklist(["ok", "draining", "stale", "gone"]);
export type ServerState = v.InferOutput<typeof ServerState>;

/** What a server is, whatever it does just now. */
export const ServerIdentity = v.strictObject({
  server_id: v.string(),
  runtime: p.RuntimeName,
  runtime_version: v.string(),
  version: v.string(),
  host: v.string(),
  pid: p.Count,
  started_at: p.Timestamp,
});
export type ServerIdentity = v.InferOutput<typeof ServerIdentity>;

export const ServerStats = v.strictObject({
  ...ServerIdentity.entries,
  state: ServerState,
  /** Gone in good order: nobody misses it. */
  stopped: v.optional(v.literal(true)),
  /** When it was last heard; every server is heard once a second. */
  last_seen_at: p.Timestamp,
  ...eachMetric(StatsValue),
  ...Counted,
  /** Stale and gone: what it said last. Its values above are null, so that sums and charts leave it out. */
  last: v.optional(StatsValues),
});
export type ServerStats = v.InferOutput<typeof ServerStats>;

export const StatsTotals = v.strictObject({
  /** Heard in the last 10 s: `servers_up` of `servers` are in these numbers. Those that were stopped are in neither. */
  servers_up: p.Count,
  servers: p.Count,
  ...eachMetric(StatsValue),
  ...Counted,
});
export type StatsTotals = v.InferOutput<typeof StatsTotals>;

/**
 * start, stop: a server came, or went in good order · deploy: came with another version · drain, drain_aborted ·
 * lost: was not heard any more · gap: was not heard from `at` until `until`, and is back · ban, unban: by admins.
 */
export const StatsEventType = v.picklist([
  "start",
  "stop",
  "deploy",
  "drain",
  "drain_aborted",
  "lost",
  "gap",
  "ban",
  "unban",
]);
export type StatsEventType = v.InferOutput<typeof StatsEventType>;

/** What charts mark, as numbers alone don't say why they changed. */
export const StatsEvent = v.strictObject({
  id: v.string(),
  at: p.Timestamp,
  type: StatsEventType,
  server_id: v.optional(v.string()),
  until: v.optional(p.Timestamp),
  /** For reading: a version, who was banned. */
  detail: v.optional(v.string()),
});
export type StatsEvent = v.InferOutput<typeof StatsEvent>;

/** The whole cluster in one second; `id:` of its event is `at`, a whole second of the clock that servers share. */
export const StatsTick = v.strictObject({
  at: p.Timestamp,
  /** By id; lost ones stay for a while. */
  servers: v.array(ServerStats),
  /** Of the servers that are ok or draining. */
  total: StatsTotals,
  /** What came to be known since the tick before. */
  events: v.array(StatsEvent),
});
export type StatsTick = v.InferOutput<typeof StatsTick>;

export const StatsRange = v.strictObject({ min: v.number(), max: v.number(), avg: v.number() });
export type StatsRange = v.InferOutput<typeof StatsRange>;

/** From `at` on, for `step_ms`. A metric of which nothing is known is left out, as is a point of which nothing is. */
export const StatsPoint = v.strictObject({
  at: p.Timestamp,
  ...eachMetric(v.optional(StatsRange)),
});
export type StatsPoint = v.InferOutput<typeof StatsPoint>;

/** Who was heard within a span of time, by id: as it was then, whoever is known by now. */
export const SpanServers = v.strictObject({
  /** The last point of the whole cluster that was over when the span ended. */
  total: v.optional(StatsPoint),
  servers: v.array(
    v.strictObject({
      server_id: v.string(),
      /** It had gone in good order by then: nobody missed it. */
      stopped: v.optional(v.literal(true)),
      /** Its last point that was over then; of one that fell silent before the end it is older than that. */
      last: StatsPoint,
    }),
  ),
});
export type SpanServers = v.InferOutput<typeof SpanServers>;

/** A point of the store is this long; it keeps them for 24 h. */
export const STATS_STEP_MS = 10_000;
export const STATS_KEPT_MS = 24 * 3_600_000;
/** The most points of one answer. */
export const STATS_MAX_POINTS = 1_200;
/** Not heard for longer: stale. */
export const STALE_MS = 10_000;
