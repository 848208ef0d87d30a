import * as v from "valibot";
import * as p from "../primitives.ts";

/** One row of the audit log, as PROTOCOL §3 has it. */
export const AuditRow = v.strictObject({
  id: p.Id,
  /** When it was recorded; never before the row that it follows. */
  at: p.Timestamp,
  /** The user's id; `anonymous` where nobody had signed in. */
  actor: v.string(),
  /** `family.verb`, then how: ` field=JSON` for each detail. */
  action: v.string(),
  /** Ids of what it was done to, or addresses: one space between them. Empty where there is nothing to name. */
  target: v.string(),
  ip: v.string(),
  /** `ok`, `refused:<error code>`, or `unknown` where the server was gone before it could say. */
  result: v.string(),
  /** The hash of the row before; of 64 zeros in the first one. */
  prev_hash: v.string(),
  /** SHA-256 in hex of prev_hash + the row without `hash` as RFC 8785 JSON. */
  hash: v.string(),
});
export type AuditRow = v.InferOutput<typeof AuditRow>;

/** Where the log ends, as it was noted apart from the rows: a log that was cut off ends before. */
export const AuditHead = v.strictObject({ rows: p.Count, hash: v.string() });
export type AuditHead = v.InferOutput<typeof AuditHead>;
