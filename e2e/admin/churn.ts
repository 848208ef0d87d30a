import { once } from "node:events";
import { WebSocket } from "ws";

export interface ChurnOptions {
  readonly clients: number;
  /** How many go, and come back as others, a second. */
  readonly perSecond: number;
}

const PEOPLE = 40;
const AT_ONCE = 50;
/** Short: a crowd does not come in step. */
const TICK_MS = 20;

/** Connections that come and go: what a list of them has to bear. */
export class Churn implements AsyncDisposable {
  readonly #urls: readonly string[];
  readonly #tokens: string[] = [];
  readonly #sockets = new Set<WebSocket>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #next = 0;
  #turned = 0;
  #failed = 0;

  private constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Spread over the servers of that cluster. */
  static async start(
    urls: readonly string[],
    { clients, perSecond }: ChurnOptions,
  ): Promise<Churn> {
    const churn = new Churn(urls);
    for (let i = 0; i < PEOPLE; i++) {
      const answer = await fetch(`${churn.#urlOf(i)}/api/auth/guest`, { method: "POST" });
      churn.#tokens.push(((await answer.json()) as { access_token: string }).access_token);
    }
    for (let open = 0; open < clients; open += AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, clients - open) }, () => churn.#open()),
      );
    }
    churn.#turn(perSecond);
    return churn;
  }

  /** How many are connected. */
  get size(): number {
    let open = 0;
    for (const { readyState } of this.#sockets) if (readyState === WebSocket.OPEN) open++;
    return open;
  }

  /** How many have gone since all were there, and come back but for the failed ones. */
  get turned(): number {
    return this.#turned;
  }

  get failed(): number {
    return this.#failed;
  }

  #urlOf(index: number): string {
    return this.#urls[index % this.#urls.length] ?? "";
  }

  async #open(): Promise<void> {
    const index = this.#next++;
    const origin = this.#urlOf(index);
    const token = this.#tokens[index % this.#tokens.length];
    const url = `${origin.replace(/^http/, "ws")}/api/ws?token=${token}`;
    const socket = new WebSocket(url, { origin });
    socket.on("error", () => undefined);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    await once(socket, "open");
  }

  #turn(perSecond: number): void {
    const began = performance.now();
    this.#timer = setInterval(() => {
      const due = ((performance.now() - began) / 1_000) * perSecond;
      // The oldest go first: theirs are the rows at the top.
      for (const socket of this.#sockets) {
        if (this.#turned + 1 > due) break;
        this.#turned++;
        this.#sockets.delete(socket);
        socket.close(1000);
        void this.#open().catch(() => this.#failed++);
      }
    }, TICK_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.terminate();
    await Promise.resolve();
  }
}
