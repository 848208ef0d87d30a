import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Between a client and a server on this machine, so that their connection can be cut or swallow all. */
export class TcpProxy {
  readonly #target: number;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #accepted = 0;
  #mode: "open" | "cut" | "black-hole" = "open";

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
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
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Not a byte gets through what is connected now; new connections are as good as ever. */
  stall(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Lets all through again; what was swallowed before is reset, as its bytes are lost. */
  open(): void {
    if (this.#mode === "black-hole") this.#reset();
    this.#mode = "open";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reset();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    if (this.#mode === "cut") {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(this.#target, "127.0.0.1");
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    for (const [socket, other] of [pair, [upstream, client] as const]) {
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#mode === "open") socket.pipe(other);
      else socket.pause();
    }
  }

  #reset(): void {
    for (const [client, upstream] of this.#pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
    this.#pairs.clear();
  }
}
