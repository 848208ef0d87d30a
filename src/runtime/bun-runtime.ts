import process from "node:process";
import type { RequestBindings, Runtime, ServeOptions, ServerHandle } from "../ports/runtime.ts";
import type { OpenSocket } from "../ports/socket.ts";
import { answer, failureResponse, tooLargeResponse } from "./answer.ts";
import { type BunServer, bunServe } from "./bun-api.ts";
import { BunSocket } from "./bun-socket.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { listenError } from "./listen-error.ts";
import { peerAddress } from "./peer-address.ts";
import type { SocketContext } from "./peer-socket.ts";
import { serverUrl } from "./server-url.ts";

class BunBindings implements RequestBindings {
  readonly #request: Request;
  readonly #server: BunServer<BunSocket>;
  readonly #context: SocketContext;
  readonly #subprotocol: string;

  constructor(
    request: Request,
    server: BunServer<BunSocket>,
    context: SocketContext,
    subprotocol: string,
  ) {
    this.#request = request;
    this.#server = server;
    this.#context = context;
    this.#subprotocol = subprotocol;
  }

  get remoteAddress(): string {
    return peerAddress(this.#server.requestIP(this.#request)?.address);
  }

  upgradeWebSocket(open: OpenSocket): Response | undefined {
    const offered = this.#request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    const agreed = offered.some((protocol) => protocol.trim() === this.#subprotocol);
    const upgraded = this.#server.upgrade(this.#request, {
      data: new BunSocket(this.#context, open),
      // Left to itself, Bun agrees to whatever was offered first.
      headers: { "Sec-WebSocket-Protocol": agreed ? this.#subprotocol : "" },
    });
    // Bun has answered by itself then, and looks away.
    return upgraded ? new Response(null) : undefined;
  }
}

const serve = async (options: ServeOptions): Promise<ServerHandle> => {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context: SocketContext = {
    report: options.report,
    unsentBytes: limits.unsentBytes,
    sockets: new Set(),
  };
  const idleSeconds = Math.ceil(limits.idleMs / 1_000);
  const requestSeconds = Math.ceil(limits.requestMs / 1_000);
  const start = () =>
    bunServe<BunSocket>({
      hostname: options.hostname,
      port: options.port,
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      development: false,
      idleTimeout: idleSeconds,
      // Beyond it Bun answers by itself, without a body, and is gone before who is still sending reads that.
      maxRequestBodySize: limits.discardBytes,
      fetch: async (request, server) => {
        // Bun makes the URL of whatever Host says; Node and Deno refuse such a head themselves.
        if (!URL.canParse(request.url)) {
          return failureResponse(400, "bad_request", "The Host header is not valid.");
        }
        if (Number(request.headers.get("content-length") ?? 0) > limits.bodyBytes) {
          return tooLargeResponse();
        }
        const bindings = new BunBindings(request, server, context, options.subprotocol);
        // What becomes a WebSocket has no such time-out.
        if (request.headers.has("upgrade")) return await answer(options, request, bindings);
        // The idle time-out would hold for the whole body, an upload of 10 MiB may well take 15 s, and for the answer.
        server.timeout(request, requestSeconds);
        const response = await answer(options, request, bindings);
        server.timeout(request, idleSeconds);
        return response;
      },
      error: (error) => {
        options.report("request", error);
        return failureResponse(500, "internal", "internal error");
      },
      websocket: {
        perMessageDeflate: false,
        maxPayloadLength: limits.messageBytes,
        // Above our own bound, which counts characters here.
        backpressureLimit: 4 * limits.unsentBytes,
        closeOnBackpressureLimit: true,
        // The session watches over silence, with its own close code.
        idleTimeout: 0,
        sendPings: false,
        open: (ws) => ws.data.onOpen(ws),
        message: (ws, message) => ws.data.onMessage(message),
        ping: (ws) => ws.data.onPing(),
        drain: (ws) => ws.data.onDrain(),
        close: (ws, code) => ws.data.onClose(code),
      },
    });
  let server: BunServer<BunSocket>;
  try {
    server = start();
  } catch (error) {
    throw listenError(error, options.hostname, options.port);
  }
  return {
    url: serverUrl(options.hostname, server.port, options.tls !== undefined),
    port: server.port,
    stopAccepting: () => {
      void server.stop();
    },
    close: () => {
      for (const socket of context.sockets) socket.terminate();
      return server.stop(true);
    },
  };
};

export const bun: Runtime = {
  name: "bun",
  version: process.versions["bun"] ?? "unknown",
  serve,
};
