import * as v from "valibot";
import * as p from "./primitives.ts";
import { ServerIdentity, ServerState } from "./stats.ts";

export const HealthStatus = v.picklist(["ok", "warning", "error"]);
export type HealthStatus = v.InferOutput<typeof HealthStatus>;

/** One thing that was looked at, of the cluster or of one server, in words for an operator. */
export const HealthCheck = v.strictObject({
  name: v.picklist(["servers", "store", "bus", "clocks", "migrations", "versions", "load"]),
  status: HealthStatus,
  detail: v.string(),
  server_id: v.optional(v.string()),
});
export type HealthCheck = v.InferOutput<typeof HealthCheck>;

const Dependency = v.strictObject({
  kind: v.string(),
  ok: v.boolean(),
  detail: v.optional(v.string()),
});

/** What a server says of what it depends on. */
export const ServerHealth = v.strictObject({
  store: v.strictObject({
    ...Dependency.entries,
    /** Of the schema that it works with. */
    migration: p.Count,
  }),
  bus: Dependency,
  /** Its own clock against the one that all share; null: there is none to compare with. */
  clock_offset_ms: v.nullable(v.number()),
});
export type ServerHealth = v.InferOutput<typeof ServerHealth>;

export const HealthOfServer = v.strictObject({
  ...ServerIdentity.entries,
  state: ServerState,
  last_seen_at: p.Timestamp,
  ...ServerHealth.entries,
});
export type HealthOfServer = v.InferOutput<typeof HealthOfServer>;

export const Health = v.strictObject({
  at: p.Timestamp,
  /** The worst of the checks. */
  status: HealthStatus,
  checks: v.array(HealthCheck),
  servers: v.array(HealthOfServer),
});
export type Health = v.InferOutput<typeof Health>;
