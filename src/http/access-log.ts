import type { MiddlewareHandler } from "hono";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { ROUTES } from "../protocol/rest/routes.ts";
import type { HttpEnv } from "./env.ts";

/** Asked every few seconds by whoever watches: a server that is not ready says so, and that is no failure. */
const PROBES: ReadonlySet<string> = new Set([ROUTES.health.path, ROUTES.ready.path]);
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** A line for each request, and a count for each but probes: by its route, since a path may hold an invite code. */
export const accessLog = (
  clock: Clock,
  logger: Logger,
  metrics: Metrics,
): MiddlewareHandler<HttpEnv> => {
  const requests = metrics.counter(
    "crosstalk_http_requests_total",
    "Requests answered, by status; without those that ask whether the server is well",
    "status",
  );
  const durations = metrics.histogram(
    "crosstalk_http_request_seconds",
    "Time from a request to its answer",
    SECONDS,
  );
  return async (c, next) => {
    const start = clock.monotonic();
    await next();
    const ms = clock.monotonic() - start;
    if (!PROBES.has(c.get("route"))) {
      requests.add(1, String(c.res.status));
      durations.observe(ms / 1_000);
    }
    logger.info("request", {
      request_id: c.get("requestId"),
      method: c.req.method,
      route: c.get("route"),
      status: c.res.status,
      ms: Math.round(ms * 10) / 10,
      ip: c.get("address"),
      user_id: c.get("userId"),
    });
  };
};
