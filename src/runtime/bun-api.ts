/**
 * The part of Bun's API that is used here (https://bun.com/reference/bun/serve). Its own types would
 * redeclare `fetch`, `Request` and timers for the whole project.
 */
export interface BunWebSocket<Data> {
  readonly data: Data;
  readonly readyState: number;
  /** Bytes taken; -1 when taken but waiting for the kernel; 0 when dropped. */
  sendText(text: string): number;
  getBufferedAmount(): number;
  /** Writes of one `write` callback leave in one system call. */
  cork(write: (socket: BunWebSocket<Data>) => void): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface BunServer<Data> {
  readonly port: number;
  requestIP(request: Request): { readonly address: string } | null;
  upgrade(
    request: Request,
    options: { readonly data: Data; readonly headers: Record<string, string> },
  ): boolean;
  /** Replaces the idle time-out for one request. */
  timeout(request: Request, seconds: number): void;
  stop(closeActiveConnections?: boolean): Promise<void>;
}

export interface BunServeOptions<Data> {
  hostname: string;
  port: number;
  tls?: { readonly cert: string; readonly key: string };
  development: false;
  /** Seconds, at most 255. */
  idleTimeout: number;
  maxRequestBodySize: number;
  fetch(request: Request, server: BunServer<Data>): Promise<Response>;
  error(error: unknown): Response;
  websocket: {
    perMessageDeflate: false;
    maxPayloadLength: number;
    backpressureLimit: number;
    closeOnBackpressureLimit: boolean;
    /** Seconds; 0 for never. */
    idleTimeout: number;
    sendPings: boolean;
    open(socket: BunWebSocket<Data>): void;
    message(socket: BunWebSocket<Data>, message: string | Uint8Array): void;
    /** Bun has answered it. */
    ping(socket: BunWebSocket<Data>): void;
    drain(socket: BunWebSocket<Data>): void;
    close(socket: BunWebSocket<Data>, code: number): void;
  };
}

declare const Bun: {
  serve<Data>(options: BunServeOptions<Data>): BunServer<Data>;
};

/** `Bun.serve`, typed by the above. Not to be called elsewhere than on Bun. */
export const bunServe = <Data>(options: BunServeOptions<Data>): BunServer<Data> =>
  Bun.serve(options);
