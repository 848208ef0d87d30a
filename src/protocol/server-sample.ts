import * as v from "valibot";
import { ServerHealth } from "./health.ts";
import * as p from "./primitives.ts";
import { ServerIdentity, StatsEvent } from "./stats.ts";
import { Trace } from "./traces.ts";

/** Pairs of a bucket and a count. */
const BucketCounts = v.pipe(v.array(p.Count), v.maxLength(1_024));
const Tally = v.record(v.string(), p.Count);

/**
 * What each server tells the others every second. One of another version says more or less: what is not known
 * is passed over, and values go by their place among STATS_METRICS.
 */
export const ServerSample = v.object({
  /** A whole second, by the clock that servers share. */
  at: p.Timestamp,
  server: v.object(ServerIdentity.entries),
  draining: v.boolean(),
  /** Its last word: it was stopped in good order. */
  stopped: v.exactOptional(v.literal(true)),
  values: v.pipe(v.array(v.nullable(v.number())), v.maxLength(256)),
  /** What quantiles and means of the whole cluster are made from. */
  commits: BucketCounts,
  acks: BucketCounts,
  frames: p.Count,
  sockets: p.Count,
  errors: Tally,
  limits_hit: Tally,
  slowest: v.exactOptional(Trace),
  events: v.pipe(v.array(StatsEvent), v.maxLength(100)),
  health: ServerHealth,
});
export type ServerSample = v.InferOutput<typeof ServerSample>;
