import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import type { Contacts } from "../core/accounts/contacts.ts";
import type { Meter } from "../core/stats/meter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Random } from "../ports/random.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import { messageRoutes } from "../protocol/rest/messages.ts";
import { accessLog } from "./access-log.ts";
import { type AdminRouteDeps, bindAdminRoutes } from "./admin.ts";
import { bindStatsRoutes, type StatsRouteDeps } from "./admin-stats.ts";
import { type AttachmentRouteDeps, bindAttachmentRoutes } from "./attachments.ts";
import { type AuthRouteDeps, bindAuthRoutes } from "./auth.ts";
import { ClientAddresses } from "./client-address.ts";
import { mountDocs } from "./docs-page.ts";
import type { HttpContext, HttpEnv } from "./env.ts";
import { errorResponse, toldOf } from "./errors.ts";
import { bindMessageRoutes, type MessageRouteDeps } from "./messages.ts";
import { mountMetrics } from "./metrics-page.ts";
import { Origins } from "./origins.ts";
import { RefreshCookies } from "./refresh-cookies.ts";
import { bindRoomRoutes, type RoomRouteDeps } from "./rooms.ts";
import { type BinderDeps, RouteBinder } from "./route-binder.ts";
import { securityHeaders } from "./security-headers.ts";
import { ALWAYS_ANSWERED, bindServiceRoutes, type ServiceRouteDeps } from "./service.ts";
import { loadStaticSite, type StaticSite, serveStatic } from "./static-files.ts";
import { bindUserRoutes } from "./users.ts";

export interface HttpOptions {
  readonly publicUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly metricsToken: string | undefined;
  /** TLS ends in this server. */
  readonly tls: boolean;
  /** The folder with chat-ui and admin-ui, as built. */
  readonly uiFolder: string;
}

export interface HttpDeps
  extends BinderDeps,
    Omit<AuthRouteDeps, "cookies">,
    Omit<AdminRouteDeps, "cookies">,
    RoomRouteDeps,
    MessageRouteDeps,
    AttachmentRouteDeps,
    StatsRouteDeps,
    ServiceRouteDeps {
  readonly contacts: Contacts;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly meter: Meter;
}

const DOCS_FOLDER = fileURLToPath(new URL("./docs", import.meta.url));
const ATTACHMENTS = messageRoutes.attachment.path.replace(":id", "*");
const SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox";
const NO_SUCH_CALL = "No such call.";

const isApi = (path: string): boolean => path === "/api" || path.startsWith("/api/");

/** A proxy that nobody trusts hides all clients behind itself, limits and bans included: said once. */
const untrustedProxyNotice = (addresses: ClientAddresses, logger: Logger) => {
  let isSaid = false;
  return (peer: string, forwardedFor: string | undefined): void => {
    if (isSaid || forwardedFor === undefined || addresses.trusts(peer)) return;
    isSaid = true;
    logger.warn(
      "X-Forwarded-For came from an address that is not trusted, and is ignored; is it your proxy, name it: TRUSTED_PROXIES",
      { ip: peer },
    );
  };
};

const mountMiddleware = (
  app: Hono<HttpEnv>,
  deps: HttpDeps,
  options: HttpOptions,
  { addresses, origins, https }: Surroundings,
): void => {
  const { clock, random, logger, metrics, meter } = deps;
  app.use(requestId({ limitLength: 64, generator: () => random.uuid(clock.now()) }));
  const notice = untrustedProxyNotice(addresses, logger);
  app.use(async (c, next) => {
    const { remoteAddress } = c.env;
    const forwardedFor = c.req.header("x-forwarded-for");
    notice(remoteAddress, forwardedFor);
    c.set("address", addresses.resolve(remoteAddress, forwardedFor));
    c.set("route", isApi(c.req.path) ? "/api/*" : "/*");
    await next();
  });
  app.use(accessLog(clock, logger, metrics));
  app.use(async (_c, next) => {
    meter.requests += 1;
    await next();
  });
  app.use(ATTACHMENTS, async (c, next) => {
    await next();
    // In place of that of pages: should a browser show it as one, nothing in it runs.
    c.res.headers.set("Content-Security-Policy", SANDBOX);
  });
  app.use(securityHeaders(origins, https));
  if (options.corsOrigins.length > 0) {
    app.use(
      "/api/*",
      cors({
        origin: (origin) => (origins.isListed(origin) ? origin : null),
        allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
        allowHeaders: ["Authorization", "Content-Type", "X-Request-Id"],
        exposeHeaders: ["Retry-After", "X-Request-Id"],
        credentials: true,
        maxAge: 600,
      }),
    );
  }
  app.use("/api/*", async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.res.headers.set("Cache-Control", "no-store");
  });
  app.use("/api/*", async (c, next) => {
    if (deps.phase() === "starting" && !ALWAYS_ANSWERED.has(c.req.path)) {
      throw new ProtocolError("unavailable", "The server is starting.", { retryAfterMs: 1_000 });
    }
    await next();
  });
  app.use(
    "/api/*",
    methodNotAllowed({
      app,
      // The codes of the contract have no 405; Allow says the rest.
      onMethodNotAllowed: (c, methods) => {
        c.header("Allow", methods.join(", "));
        return errorResponse(c, new ProtocolError("not_found", NO_SUCH_CALL), logger);
      },
    }),
  );
  const limitBody = bodyLimit({
    maxSize: LIMITS.bodyBytes,
    onError: () => {
      throw new ProtocolError("too_large", "A body has at most 64 KiB.");
    },
  });
  // Files are counted as they come: this one would hold them in memory first.
  app.use("/api/*", (c, next) =>
    c.req.path === messageRoutes.upload.path ? next() : limitBody(c, next),
  );
};

interface Surroundings {
  readonly addresses: ClientAddresses;
  readonly origins: Origins;
  readonly https: boolean;
}

/** The site is only ever reached over https. */
export const isHttpsOnly = ({ tls, publicUrl }: HttpOptions): boolean =>
  tls || publicUrl?.startsWith("https:") === true;

/** Which origins may open sockets: for the upgrade, which is a route of the realtime layer. */
export const originsOf = (options: HttpOptions): Origins =>
  new Origins(options.publicUrl, options.corsOrigins, new ClientAddresses(options.trustedProxies));

/**
 * Everything but /api/ws, which goes into `app` before: what is in front of all these routes is not for it.
 * The app takes `RequestBindings` as its environment and never rejects.
 */
export const createHttpApp = async (
  deps: HttpDeps,
  options: HttpOptions,
  app: Hono<HttpEnv> = new Hono<HttpEnv>(),
): Promise<Hono<HttpEnv>> => {
  const https = isHttpsOnly(options);
  const addresses = new ClientAddresses(options.trustedProxies);
  const origins = new Origins(options.publicUrl, options.corsOrigins, addresses);
  const cookies = new RefreshCookies(origins, https);
  const sites: StaticSite[] = [
    await loadStaticSite(`${options.uiFolder}/admin-ui`, "/admin/"),
    await loadStaticSite(`${options.uiFolder}/chat-ui`, "/"),
  ];

  app.onError((error, c: HttpContext) => {
    deps.meter.errors.add(toldOf(error).code);
    return errorResponse(c, error, deps.logger);
  });
  mountMiddleware(app, deps, options, { addresses, origins, https });
  const binder = new RouteBinder(app, deps);
  bindServiceRoutes(binder, deps);
  bindAuthRoutes(binder, { ...deps, cookies });
  bindUserRoutes(binder, deps.contacts);
  bindRoomRoutes(binder, deps);
  bindMessageRoutes(binder, deps);
  bindAttachmentRoutes(binder, deps);
  bindAdminRoutes(binder, { ...deps, cookies });
  bindStatsRoutes(binder, deps);
  mountDocs(app, await loadStaticSite(DOCS_FOLDER, "/api/docs/"), deps);
  mountMetrics(app, deps.metrics, options.metricsToken);

  app.notFound(async (c) => {
    const page = isApi(c.req.path) ? undefined : await serveStatic(c, sites);
    if (page !== undefined) return page;
    return errorResponse(c, new ProtocolError("not_found", NO_SUCH_CALL), deps.logger);
  });
  return app;
};
