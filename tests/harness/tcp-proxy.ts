import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { TcpFlow } from "./tcp-flow.ts";

export interface TcpProxyOptions {
  /** Makes, for each connection, what changes the bytes that the server sends. */
  readonly rewrite?: () => (chunk: Buffer) => Buffer;
}

interface Pair {
  readonly sockets: readonly [Socket, Socket];
  readonly flows: readonly TcpFlow[];
}

/** Between a client and a server on this machine, so that their connection can be cut, slow, or swallow all. */
export class TcpProxy {
  readonly #target: number;
  readonly #options: TcpProxyOptions;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #accepted = 0;
  #latencyMs = 0;
  #mode: "open" | "cut" | "black-hole" = "open";

  private constructor(target: number, options: TcpProxyOptions) {
    this.#target = target;
    this.#options = options;
    // The end of one direction is not the end of the other.
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  static async start(target: number, options: TcpProxyOptions = {}): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return address.port;
  }

  /** How many connections there were so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Resets what is there and refuses what comes, until `open`. */
  cut(): void {
    this.#mode = "cut";
    this.#reset();
  }

  /** Connections stand and new ones are accepted, but not a byte gets through, until `open`. */
  blackHole(): void {
    this.#mode = "black-hole";
    this.stall();
  }

  /** Not a byte gets through what is connected now; new connections are as good as ever. */
  stall(): void {
    for (const { flows } of this.#pairs) for (const flow of flows) flow.freeze();
  }

  /** From now on all takes so many milliseconds longer, in each direction; 0 is as before. */
  slow(latencyMs: number): void {
    this.#latencyMs = latencyMs;
  }

  /** Lets all through again; what was swallowed before is reset, as its bytes are lost. */
  open(): void {
    if (this.#mode === "black-hole") this.#reset();
    this.#mode = "open";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#mode = "cut";
    this.#reset();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    if (this.#mode === "cut") {
      client.on("error", () => {}); // whoever was refused may be gone already
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const latencyMs = () => this.#latencyMs;
    const rewrite = this.#options.rewrite?.();
    const pair: Pair = {
      sockets: [client, upstream],
      flows: [
        new TcpFlow(client, upstream, { latencyMs }),
        new TcpFlow(upstream, client, { latencyMs, rewrite }),
      ],
    };
    this.#pairs.add(pair);
    for (const socket of pair.sockets) {
      socket.setNoDelay(true);
      socket.on("error", () => {}); // `close` follows
      socket.on("close", () => {
        if (pair.sockets.every(({ destroyed }) => destroyed)) this.#pairs.delete(pair);
      });
    }
    if (this.#mode === "black-hole") for (const flow of pair.flows) flow.freeze();
  }

  #reset(): void {
    for (const { sockets } of this.#pairs) {
      const [client, upstream] = sockets;
      client.resetAndDestroy();
      upstream.destroy();
    }
    this.#pairs.clear();
  }
}
