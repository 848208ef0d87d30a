import * as v from "valibot";
import * as p from "./primitives.ts";

/** How many servers confirmed, of how many, in how many ms; while some did not, under an id that tells of the rest. */
export const Enforced = v.strictObject({
  confirmed: p.Count,
  servers: p.Count,
  ms: v.number(),
  /** Of what goes on being tried. */
  id: v.optional(p.Id),
  /** The servers that have not confirmed yet. */
  pending: v.optional(v.array(v.string())),
});
export type Enforced = v.InferOutput<typeof Enforced>;

/**
 * trying: told again and again to the servers that are pending · confirmed: by all that live (one that died has no
 * sockets any more) · superseded: undone, or done anew, before all had confirmed · given_up: after ten minutes.
 */
export const EnforcementState = v.picklist(["trying", "confirmed", "superseded", "given_up"]);
export type EnforcementState = v.InferOutput<typeof EnforcementState>;

/** An enforcing call that not all servers confirmed at once, and what became of it. */
export const Enforcement = v.strictObject({
  id: p.Id,
  /** The server that goes on trying. */
  server_id: v.string(),
  /** What is enforced, as `ban.create`, and on what. */
  action: v.string(),
  target: v.string(),
  state: EnforcementState,
  started_at: p.Timestamp,
  confirmed: p.Count,
  servers: p.Count,
  pending: v.array(v.string()),
  /** How often the pending ones were told. */
  attempts: p.Count,
  /** Until the last confirmed; so far, while trying. */
  ms: v.number(),
});
export type Enforcement = v.InferOutput<typeof Enforcement>;
