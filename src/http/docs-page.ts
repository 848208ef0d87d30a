import type { Hono } from "hono";
import { enforceLimit } from "../core/limits/enforce-limit.ts";
import type { LiveSettings } from "../core/live-settings.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import { addressGroup } from "../protocol/ip-address.ts";
import type { HttpEnv } from "./env.ts";
import { openApiDocument } from "./openapi.ts";
import { type StaticSite, serveStatic } from "./static-files.ts";

const DOCUMENT = "/api/openapi.json";
const PAGE = "/api/docs";

/** The OpenAPI document, and a page of our own to read it and try calls, which needs no other site. */
export const mountDocs = (
  app: Hono<HttpEnv>,
  site: StaticSite,
  { limiter, settings }: { readonly limiter: RateLimiter; readonly settings: LiveSettings },
): void => {
  app.on("GET", [DOCUMENT, PAGE, `${PAGE}/*`], async (c, next) => {
    const key = `rest:${addressGroup(c.get("address"))}`;
    await enforceLimit(limiter, key, settings.current.limits.rest);
    await next();
  });

  // Made when somebody asks for it, once: it is the same until the next version.
  let document: string | undefined;
  app.get(DOCUMENT, (c) => {
    c.set("route", DOCUMENT);
    document ??= JSON.stringify(openApiDocument());
    return c.body(document, 200, { "Content-Type": "application/json" });
  });

  app.get(`${PAGE}/*`, async (c) => (await serveStatic(c, [site])) ?? c.notFound());
  app.get(PAGE, (c) => c.redirect(`${PAGE}/`, 308));
};
