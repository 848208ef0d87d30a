import { Hono } from "hono";
import { ClientAddresses } from "./http/client-address.ts";
import type { HttpEnv } from "./http/env.ts";
import { errorResponse } from "./http/errors.ts";
import { createHttpApp, type HttpOptions, isHttpsOnly, originsOf } from "./http/router.ts";
import { securityHeaders } from "./http/security-headers.ts";
import type { Phase } from "./http/service.ts";
import { ProtocolError } from "./protocol/errors.ts";
import type { Services } from "./services.ts";

export const SUBPROTOCOL = "crosstalk.v1";
const WEBSOCKET_PATH = "/api/ws";
const USER_AGENT_LENGTH = 256;
const TOKEN_LENGTH = 4096;

/** The routes and the WebSocket endpoint of a server: the same object on every runtime. */
export const createApp = async (
  services: Services,
  options: HttpOptions,
  phase: () => Phase,
): Promise<Hono<HttpEnv>> => {
  const { realtime, logger } = services;
  const app = new Hono<HttpEnv>();
  const addresses = new ClientAddresses(options.trustedProxies);
  const origins = originsOf(options);
  const protect = securityHeaders(origins, isHttpsOnly(options));

  app.get(WEBSOCKET_PATH, async (c) => {
    try {
      if (phase() === "starting") {
        throw new ProtocolError("unavailable", "The server is starting.", { retryAfterMs: 1_000 });
      }
      if (!origins.admits(c)) {
        throw new ProtocolError("forbidden", "Sockets from this origin are not allowed.");
      }
      const ip = addresses.resolve(c.env.remoteAddress, c.req.header("x-forwarded-for"));
      await realtime.endpoint.admit(ip);
      const userAgent = (c.req.header("user-agent") ?? "").slice(0, USER_AGENT_LENGTH);
      const token = c.req.query("token")?.slice(0, TOKEN_LENGTH);
      const upgraded = c.env.upgradeWebSocket(realtime.endpoint.open({ ip, userAgent }, token));
      if (upgraded !== undefined) return upgraded;
      throw new ProtocolError("bad_request", "This is for WebSocket handshakes.");
    } catch (error) {
      // A refusal is an answer like any other; what upgrades a connection is none, and must stay cheap.
      await protect(c, async () => {
        c.header("Cache-Control", "no-store");
        c.res = errorResponse(c, error, logger);
      });
      return c.res;
    }
  });

  return createHttpApp(
    {
      ...services,
      members: realtime.members,
      messages: realtime.messages,
      log: realtime.sequencer,
      reader: realtime.reader,
      connections: realtime.connections,
      roomIdsOf: (userId) => services.store.rooms.roomIdsOf(userId),
      policy: services.accessPolicy,
      phase,
    },
    options,
    app,
  );
};
