import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { ServeOptions, ServerHandle, ServerLimits } from "../ports/runtime.ts";
import { answer, BODY_TOO_LARGE, FAILURE_HEADERS } from "./answer.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { listenError } from "./listen-error.ts";
import { HandshakeBindings, PlainBindings } from "./node-bindings.ts";
import type { SocketContext } from "./peer-socket.ts";
import { discardRest } from "./rest-of-body.ts";
import { serverUrl } from "./server-url.ts";
import { endWithConnection } from "./waiting-answer.ts";
import { createAcceptor } from "./ws-acceptor.ts";

/** A storm of resuming clients must not have to knock twice; the kernel caps it (somaxconn). */
const BACKLOG = 4_096;
/** How often connections are looked at for the time-outs of headers and bodies. */
const CHECK_MS = 1_000;

const ignore = (): void => {};

const isHandshake = (incoming: IncomingMessage): boolean =>
  incoming.method === "GET" && incoming.headers.upgrade?.toLowerCase() === "websocket";

const createServerFor = (options: ServeOptions, limits: ServerLimits): Server => {
  const settings = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersMs),
    // Any other Upgrade (curl offers h2c) is passed over, as RFC 9110 §7.8 allows.
    shouldUpgradeCallback: isHandshake,
  };
  if (options.tls === undefined) return createServer(settings);
  return createTlsServer({ ...settings, ...options.tls, handshakeTimeout: limits.headersMs });
};

const listen = (server: Server, hostname: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, hostname, port)));
    server.listen({ host: hostname, port, backlog: BACKLOG }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

/**
 * Serves over node:http and `ws`. Deno is served by this too, not by Deno.serve: that has no time-out for
 * headers, its WebSockets take messages of any size (https://github.com/denoland/deno/issues/15809) and cost
 * 21 KB each against 10 KB, and neither is faster for it.
 */
export const serveNodeHttp = async (options: ServeOptions): Promise<ServerHandle> => {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context: SocketContext = {
    report: options.report,
    unsentBytes: limits.unsentBytes,
    sockets: new Set(),
  };
  const acceptor = createAcceptor(limits, options.subprotocol);
  let server: Server;
  try {
    server = createServerFor(options, limits);
  } catch (error) {
    throw listenError(error, options.hostname, options.port);
  }
  // A peer that takes no answer and sends nothing; WebSockets are exempt.
  server.setTimeout(limits.requestMs);

  const onRequest = getRequestListener(
    (request, env) => answer(options, request, new PlainBindings(env.incoming as IncomingMessage)),
    // It would close the connection half a second after the answer.
    { autoCleanupIncoming: false },
  );
  const onHandshake = getRequestListener((request, env) =>
    answer(
      options,
      request,
      new HandshakeBindings(
        env.incoming as IncomingMessage,
        env.outgoing as ServerResponse,
        acceptor,
        context,
      ),
    ),
  );
  server.on("request", (incoming, outgoing) => {
    endWithConnection(incoming, outgoing);
    const length = Number(incoming.headers["content-length"] ?? 0);
    if (length > 0 || incoming.headers["transfer-encoding"] !== undefined) {
      discardRest(incoming, outgoing, limits.requestMs);
    }
    if (length > limits.bodyBytes) {
      const isTaken = length <= limits.discardBytes;
      outgoing
        .writeHead(413, { ...FAILURE_HEADERS, ...(isTaken ? {} : { Connection: "close" }) })
        .end(JSON.stringify(BODY_TOO_LARGE));
      return;
    }
    void onRequest(incoming, outgoing);
  });
  server.on("upgrade", (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Until `ws` listens: a peer may leave while the app decides.
    stream.on("error", ignore);
    if (head.length > 0) stream.unshift(head);
    // A refusal is an ordinary response, with body and headers, and the end of the connection.
    const outgoing = new ServerResponse(incoming);
    outgoing.shouldKeepAlive = false;
    outgoing.assignSocket(incoming.socket);
    outgoing.once("finish", () => incoming.socket.destroySoon());
    void onHandshake(incoming, outgoing);
  });

  const port = await listen(server, options.hostname, options.port);
  server.on("error", (error) => options.report("request", error));
  return {
    url: serverUrl(options.hostname, port, options.tls !== undefined),
    port,
    stopAccepting: () => {
      server.close();
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        if (server.listening) server.close(() => resolve());
        else resolve();
      });
      for (const socket of context.sockets) socket.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
};
