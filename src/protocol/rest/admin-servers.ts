import * as v from "valibot";
import * as a from "../admin-entities.ts";
import { Drain, DrainPace } from "../drain.ts";
import * as p from "../primitives.ts";
import { NextCursor, type Route } from "./route.ts";

const admin = { caller: "admin" } as const;
const ServerParams = v.strictObject({ server_id: p.Id });

export const adminServerRoutes = {
  servers: {
    method: "GET",
    path: "/api/admin/servers",
    summary: "Every server of the cluster",
    access: admin,
    limit: "rest",
    query: v.strictObject(p.PageQuery),
    answers: { 200: v.strictObject({ servers: v.array(a.Server), ...NextCursor }) },
  },
  drainServer: {
    method: "POST",
    path: "/api/admin/servers/:server_id/drain",
    summary: "Move a server's clients elsewhere; again, with another pace, to change the pace",
    access: admin,
    limit: "rest",
    params: ServerParams,
    body: v.strictObject({ clients_per_s: v.optional(DrainPace) }),
    answers: { 202: v.strictObject({ server: a.Server, drain: v.optional(Drain) }) },
    errors: ["not_found", "unavailable", "conflict"],
    audit: { action: "server.drain", target: ["server_id"], details: ["clients_per_s"] },
  },
  drain: {
    method: "GET",
    path: "/api/admin/servers/:server_id/drain",
    summary: "How far a drain is",
    access: admin,
    limit: "rest",
    params: ServerParams,
    answers: { 200: v.strictObject({ drain: Drain }) },
    errors: ["not_found", "unavailable"],
  },
  abortDrain: {
    method: "DELETE",
    path: "/api/admin/servers/:server_id/drain",
    summary: "Stop a drain: the server lets clients in again",
    access: admin,
    limit: "rest",
    params: ServerParams,
    answers: { 200: v.strictObject({ server: a.Server, drain: Drain }) },
    errors: ["not_found", "unavailable", "conflict"],
    audit: { action: "server.drain_abort", target: ["server_id"] },
  },
} as const satisfies Record<string, Route>;
