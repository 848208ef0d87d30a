import * as v from "valibot";
import * as p from "../primitives.ts";
import type { Route } from "./route.ts";

const anyone = { caller: "anyone" } as const;
const Dependency = v.strictObject({
  name: v.string(),
  ok: v.boolean(),
  /** What is wrong, in words for an operator. */
  detail: v.optional(v.string()),
});
const Readiness = v.strictObject({
  status: v.picklist(["ready", "degraded", "unavailable", "draining"]),
  dependencies: v.array(Dependency),
});
export type Readiness = v.InferOutput<typeof Readiness>;

export const serviceRoutes = {
  health: {
    method: "GET",
    path: "/api/health",
    summary: "The process is alive",
    access: anyone,
    limit: "none",
    answers: { 200: v.strictObject({ status: v.literal("ok") }) },
  },
  ready: {
    method: "GET",
    path: "/api/ready",
    summary: "Whether traffic may be sent here, with each dependency",
    access: anyone,
    limit: "none",
    answers: { 200: Readiness, 503: Readiness },
  },
  stats: {
    method: "GET",
    path: "/api/stats",
    summary: "Users online, rooms and servers of the whole cluster",
    access: anyone,
    limit: "rest",
    answers: { 200: v.strictObject({ online: p.Count, rooms: p.Count, servers: p.Count }) },
  },
} as const satisfies Record<string, Route>;
