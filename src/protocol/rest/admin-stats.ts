import * as v from "valibot";
import { Health } from "../health.ts";
import * as p from "../primitives.ts";
import {
  SpanServers,
  STATS_KEPT_MS,
  STATS_MAX_POINTS,
  StatsEvent,
  StatsMetricName,
  StatsPoint,
  StatsTick,
} from "../stats.ts";
import { Trace } from "../traces.ts";
import { eventStream, type Route } from "./route.ts";

const admin = { caller: "admin" } as const;

/** `minutes` up to now, or all from `from` to `to`; what is older than 24 h is forgotten. */
const Span = {
  minutes: v.optional(p.queryInteger(1, STATS_KEPT_MS / 60_000)),
  from: v.optional(p.QueryTime),
  to: v.optional(p.QueryTime),
};

interface SpanQuery {
  readonly minutes?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const isSpan = ({ minutes, from, to }: SpanQuery): boolean => {
  if (minutes !== undefined) return from === undefined && to === undefined;
  if (from === undefined || to === undefined) return from === to;
  return from < to && to - from <= STATS_KEPT_MS;
};
const SPAN = "must have either minutes, or from and a later to, at most 24 h apart";

export const statsRoutes = {
  statsLive: {
    method: "GET",
    path: "/api/admin/stats/live",
    summary: "The whole cluster, once a second; Last-Event-ID resumes, from any server",
    access: admin,
    limit: "rest",
    answers: { 200: eventStream(StatsTick) },
    errors: ["unavailable"],
  },
  statsHistory: {
    method: "GET",
    path: "/api/admin/stats/history",
    summary: "Statistics of the last minutes (15 by default) or of a span within 24 h",
    access: admin,
    limit: "rest",
    query: v.pipe(
      v.strictObject({
        ...Span,
        /** Of one server; else of the whole cluster. */
        server_id: v.optional(p.Id),
        /** Names, with commas between; else all. */
        metrics: v.optional(
          v.pipe(
            v.string(),
            v.maxLength(1_024),
            v.transform((names) => names.split(",")),
            v.array(StatsMetricName),
          ),
        ),
        max_points: v.optional(p.queryInteger(1, STATS_MAX_POINTS)),
      }),
      v.check(isSpan, SPAN),
    ),
    answers: { 200: v.strictObject({ step_ms: p.Count, points: v.array(StatsPoint) }) },
  },
  statsEvents: {
    method: "GET",
    path: "/api/admin/stats/events",
    summary: "What charts mark: starts, drains, gaps, bans; of the same spans, oldest first",
    access: admin,
    limit: "rest",
    query: v.pipe(v.strictObject(Span), v.check(isSpan, SPAN)),
    answers: { 200: v.strictObject({ events: v.array(StatsEvent) }) },
  },
  statsServers: {
    method: "GET",
    path: "/api/admin/stats/servers",
    summary: "Who was heard in the same spans, at most 50, and the last ten seconds kept of each",
    access: admin,
    limit: "rest",
    query: v.pipe(v.strictObject(Span), v.check(isSpan, SPAN)),
    answers: { 200: SpanServers },
  },
  slowestMessage: {
    method: "GET",
    path: "/api/admin/probes/slowest",
    summary: "The slowest message of the last minute, step by step",
    access: admin,
    limit: "rest",
    answers: { 200: v.strictObject({ trace: v.nullable(Trace) }) },
  },
  clusterHealth: {
    method: "GET",
    path: "/api/admin/health",
    summary: "Store, bus, clocks, migrations and versions of every server",
    access: admin,
    limit: "rest",
    answers: { 200: Health },
  },
  createProbe: {
    method: "POST",
    path: "/api/admin/probes",
    summary: "Send a message from one server to another and time each step",
    access: admin,
    limit: "rest",
    body: v.strictObject({ from_server_id: p.Id, to_server_id: p.Id }),
    answers: { 201: v.strictObject({ trace: Trace }) },
    errors: ["not_found", "unavailable"],
    audit: { action: "probe.create", target: ["from_server_id", "to_server_id"] },
  },
} as const satisfies Record<string, Route>;
