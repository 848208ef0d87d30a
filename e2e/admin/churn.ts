import { once } from "node:events";
import { WebSocket } from "ws";

export interface ChurnOptions {
  readonly clients: number;
  /** How many go, and come back as others, a second. */
  readonly perSecond: number;
}

const PEOPLE = 40;
const AT_ONCE = 50;
const TICK_MS = 100;

/** Connections that come and go: what a list of them has to bear. */
export class Churn implements AsyncDisposable {
  readonly #url: string;
  readonly #tokens: string[] = [];
  readonly #sockets = new Set<WebSocket>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #next = 0;

  private constructor(url: string) {
    this.#url = url;
  }

  static async start(url: string, { clients, perSecond }: ChurnOptions): Promise<Churn> {
    const churn = new Churn(url);
    for (let i = 0; i < PEOPLE; i++) {
      const answer = await fetch(`${url}/api/auth/guest`, { method: "POST" });
      churn.#tokens.push(((await answer.json()) as { access_token: string }).access_token);
    }
    for (let open = 0; open < clients; open += AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, clients - open) }, () => churn.#open()),
      );
    }
    churn.#turn(Math.max(1, Math.round((perSecond * TICK_MS) / 1_000)));
    return churn;
  }

  get size(): number {
    return this.#sockets.size;
  }

  async #open(): Promise<void> {
    const token = this.#tokens[this.#next++ % this.#tokens.length];
    const url = `${this.#url.replace(/^http/, "ws")}/api/ws?token=${token}`;
    const socket = new WebSocket(url, { origin: this.#url });
    socket.on("error", () => undefined);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    await once(socket, "open");
  }

  #turn(count: number): void {
    this.#timer = setInterval(() => this.#turnOver(count), TICK_MS);
  }

  #turnOver(count: number): void {
    // The oldest go first: theirs are the rows at the top.
    for (const socket of [...this.#sockets].slice(0, count)) {
      socket.close(1000);
      void this.#open().catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.terminate();
    await Promise.resolve();
  }
}
