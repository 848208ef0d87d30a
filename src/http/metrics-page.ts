import { timingSafeEqual } from "node:crypto";
import type { Hono } from "hono";
import type { Metrics } from "../ports/metrics.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { isLoopback } from "../protocol/ip-address.ts";
import type { HttpContext, HttpEnv } from "./env.ts";

/** Unlike those that we sign, it is whatever METRICS_TOKEN may be. */
const BEARER = /^Bearer +(.+)$/i;

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** Digests are of one length, so the comparison takes the same time whatever was sent. */
const equal = async (a: string, b: string): Promise<boolean> =>
  timingSafeEqual(await digest(a), await digest(b));

/** A proxy on this machine is a loopback peer too, for whoever is behind it. */
const isLocal = (c: HttpContext): boolean =>
  isLoopback(c.env.remoteAddress) &&
  isLoopback(c.get("address")) &&
  (c.req.header("x-forwarded-for") === undefined || c.get("address") !== c.env.remoteAddress) &&
  c.req.header("forwarded") === undefined;

/** Prometheus text, for this machine or for who has METRICS_TOKEN. */
export const mountMetrics = (
  app: Hono<HttpEnv>,
  metrics: Metrics,
  metricsToken: string | undefined,
): void => {
  app.get("/metrics", async (c) => {
    c.set("route", "/metrics");
    const [, token] = BEARER.exec(c.req.header("authorization") ?? "") ?? [];
    const isKnown =
      token !== undefined && metricsToken !== undefined && (await equal(token, metricsToken));
    if (!isKnown && !isLocal(c))
      throw new ProtocolError("unauthenticated", "A metrics token is needed.");
    return c.text(await metrics.page(), 200, {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
      "Cache-Control": "no-store",
    });
  });
};
