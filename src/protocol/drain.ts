import * as v from "valibot";
import * as p from "./primitives.ts";

/** Clients a second, unless an admin says otherwise. */
export const DRAIN_PACE = { default: 500, min: 1, max: 10_000 } as const;

export const DrainPace = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(DRAIN_PACE.min),
  v.maxValue(DRAIN_PACE.max),
);

/**
 * draining: clients are being sent away · drained: none is left, new ones are refused · accepting: aborted, or
 * never begun.
 */
export const DrainState = v.picklist(["draining", "drained", "accepting"]);
export type DrainState = v.InferOutput<typeof DrainState>;

/** How far a server's drain is: total = left + gone + moved, and moved = returning + resumed + failed. */
export const Drain = v.strictObject({
  state: DrainState,
  clients_per_s: p.Count,
  /** Clients since it began. */
  total: p.Count,
  /** Still here. */
  left: p.Count,
  /** Went by themselves before it was their turn. */
  gone: p.Count,
  /** Sent away. */
  moved: p.Count,
  /** Sent away, and may still come back elsewhere: they have a minute. */
  returning: p.Count,
  /** Back elsewhere without a gap in any room. */
  resumed: p.Count,
  /** Not back within a minute, or back with a gap. */
  failed: p.Count,
  /** Until the last is sent away; left out when none is left. */
  eta_ms: v.optional(p.Count),
  started_at: v.optional(p.Timestamp),
  ended_at: v.optional(p.Timestamp),
});
export type Drain = v.InferOutput<typeof Drain>;
