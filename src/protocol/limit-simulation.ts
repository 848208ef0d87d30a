import * as v from "valibot";
import * as p from "./primitives.ts";
import type { RateLimitName } from "./settings.ts";

/** Somebody whom a limit would have refused. */
export const RefusedCaller = v.strictObject({
  /** A user's id, or an address (of IPv6 its /64). */
  caller: v.string(),
  hits: p.Count,
  refused: p.Count,
  busiest_minute: p.Count,
});
export type RefusedCaller = v.InferOutput<typeof RefusedCaller>;

/** What yesterday's traffic would have met under one limit. */
export const SimulatedLimit = v.strictObject({
  hits: p.Count,
  /** Caller-minutes: how many callers there were in each minute, summed. */
  callers: p.Count,
  /** What would have been refused: at least, and at most. */
  refused: v.strictObject({ least: p.Count, most: p.Count }),
  /** Different callers that would have been refused something, of those known by name. */
  callers_refused: p.Count,
  /** What the limit in force then refused. */
  was_refused: p.Count,
  /** The most refused first, at most 20. */
  top: v.array(RefusedCaller),
});
export type SimulatedLimit = v.InferOutput<typeof SimulatedLimit>;

const entries: Record<RateLimitName, typeof SimulatedLimit> = {
  guest_messages: SimulatedLimit,
  member_messages: SimulatedLimit,
  login: SimulatedLimit,
  register: SimulatedLimit,
  guest: SimulatedLimit,
  upgrade: SimulatedLimit,
  rest: SimulatedLimit,
};

export const Simulation = v.strictObject({
  from: p.Timestamp,
  to: p.Timestamp,
  /** Minutes of those that have counts: a server that was not there counted nothing. */
  minutes: p.Count,
  limits: v.strictObject(entries),
});
export type Simulation = v.InferOutput<typeof Simulation>;
