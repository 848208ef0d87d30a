import type { RuntimeName } from "../protocol/primitives.ts";
import type { OpenSocket } from "./socket.ts";

/**
 * What a request's `Request` can't tell, given to the app beside it (Hono's `c.env`). This is all that
 * routes see of a runtime, so they and the WebSocket's handlers are the same objects on all three.
 */
export interface RequestBindings {
  /** IP address of the TCP peer, which may be a proxy; an IPv4 address mapped into IPv6 is given as IPv4. */
  readonly remoteAddress: string;
  /**
   * Answers this request by becoming a WebSocket. To be called at most once, when nothing stands against
   * it any more (origin, limits); until then the route may answer with any other response.
   *
   * @returns what the route must return; `undefined` where the request is no WebSocket handshake
   */
  upgradeWebSocket(open: OpenSocket): Response | undefined;
}

/**
 * Bounds that hold before any route runs; beside them, the headers of a request are 16 KiB at most, which is
 * every runtime's default. Times are milliseconds. Where a runtime keeps one of them in another way,
 * src/runtime/differences.ts says so.
 */
export interface ServerLimits {
  /** From the connection, or the first byte of its next request, to the end of the headers. */
  readonly headersMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestMs: number;
  /** A kept-alive connection between two requests. */
  readonly idleMs: number;
  /** The largest body that a request may declare. Routes bound what they read, and to less. */
  readonly bodyBytes: number;
  /** A body that declares no more is taken to its end and thrown away where it is refused: its sender gets the answer. */
  readonly discardBytes: number;
  /** One WebSocket message, however fragmented; beyond it the socket is closed with 1009. */
  readonly messageBytes: number;
  /** Fragments of one message; beyond it 1009. */
  readonly messageFragments: number;
  /** Unsent bytes of one socket; beyond it `send` is refused. */
  readonly unsentBytes: number;
  /** How long a peer may take to answer a close frame. */
  readonly closeMs: number;
}

export interface ServeOptions {
  /** The app: never rejects for a reason of its own; what it throws becomes a plain 500 and is reported. */
  readonly fetch: (request: Request, bindings: RequestBindings) => Response | Promise<Response>;
  readonly hostname: string;
  /** 0 for any free port. */
  readonly port: number;
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** The WebSocket subprotocol to agree to where a client offers it. */
  readonly subprotocol: string;
  readonly limits?: Partial<ServerLimits> | undefined;
  /** Told of every error that would otherwise be lost, with the place where it surfaced. */
  readonly report: (stage: RuntimeStage, error: unknown) => void;
}

export type RuntimeStage = "request" | "open" | "message" | "drain" | "closed";

export interface ServerHandle {
  /** Where it listens, as a browser on this machine would write it. */
  readonly url: string;
  readonly port: number;
  /** Refuses new connections; the ones there are live on. */
  stopAccepting(): void;
  /** Cuts off all that is left; settles once the port is free. */
  close(): Promise<void>;
}

/** A JavaScript runtime that can serve the app. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly version: string;
  /**
   * Listens, and settles when it does.
   *
   * @throws {StartError} when the address can't be had: in use, not allowed, not of this machine
   */
  serve(options: ServeOptions): Promise<ServerHandle>;
}

/** The server can't start, for a reason that its operator can put right: the message says how, in one line. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** A server that runs, as its process sees it. */
export interface RunningServer {
  readonly url: string;
  /** The file with the link for the first admin, where there is none yet and it could be made at once. */
  readonly firstAdminLink?: string;
  /** Settles, if ever, with why it can't go on: found out after it had begun to listen. */
  readonly broken: Promise<StartError>;
  /** Tells every client, lets them go, and settles when all that was accepted is durable. */
  drain(): Promise<void>;
  /** Logs an error that nobody caught. Must not throw. */
  report(stage: ProcessStage, error: unknown): void;
}

export type ProcessStage = "uncaught_exception" | "unhandled_rejection" | "drain";
