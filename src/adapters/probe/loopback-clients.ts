import { WebSocket } from "ws";
import type { ProbeClients, ProbeConnection } from "../../ports/probe-clients.ts";

type Event = Readonly<Record<string, unknown>>;

const HTTP = /^http/;

interface Waiting {
  readonly isIt: (event: Event) => boolean;
  readonly resolve: (found: { event: Event; at: number }) => void;
  readonly reject: (error: Error) => void;
}

/** Connections from this process to itself. */
export class LoopbackClients implements ProbeClients {
  #url: string | undefined;

  /** Where this server listens, once it does. */
  listens(url: string): void {
    this.#url = url;
  }

  async connect(token: string): Promise<ProbeConnection> {
    if (this.#url === undefined) throw new Error("This server does not listen yet.");
    const url = new URL("/api/ws", this.#url.replace(HTTP, "ws"));
    // Its certificate names the site, and not this address.
    const socket = new WebSocket(url, { rejectUnauthorized: false });
    const connection = new LoopbackConnection(socket);
    await connection.opened;
    connection.send({ action: "authenticate", token });
    return connection;
  }
}

class LoopbackConnection implements ProbeConnection {
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  readonly #heard: { event: Event; at: number }[] = [];
  readonly #waiting = new Set<Waiting>();
  #isClosed = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.on("open", () => resolve());
      socket.on("error", reject);
    });
    socket.on("message", (data) => this.#hear(String(data)));
    socket.on("close", () => this.#ended());
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  event(isIt: Waiting["isIt"]): ReturnType<ProbeConnection["event"]> {
    const found = this.#heard.find(({ event }) => isIt(event));
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      if (this.#isClosed) reject(new Error("The connection was closed."));
      else this.#waiting.add({ isIt, resolve, reject });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    const at = performance.now();
    for (const event of JSON.parse(text) as Event[]) {
      this.#heard.push({ event, at });
      for (const waiting of Array.from(this.#waiting)) {
        if (!waiting.isIt(event)) continue;
        this.#waiting.delete(waiting);
        waiting.resolve({ event, at });
      }
    }
  }

  #ended(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting) reject(new Error("The connection was closed."));
    this.#waiting.clear();
  }
}
