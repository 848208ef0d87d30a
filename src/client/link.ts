import { Heartbeat, type HeartbeatHandlers } from "./heartbeat.ts";
import type { ClientClock, ClientSocket, Timer } from "./ports.ts";

/** A connection that died sooner was none: its failure counts on, so that the back-off grows. */
const STABLE_MS = 5_000;

/** The socket of one attempt; what an abandoned one still says is nobody's business. */
export class Link {
  socket?: ClientSocket;
  /** The server announced its end, and when to come back. */
  drainingMs?: number;
  /** The last one sent. */
  token: string;
  readonly #clock: ClientClock;
  readonly #connecting: Timer;
  #heartbeat: Heartbeat | undefined;
  #onlineAt: number | undefined;

  /** `late` is called when it was not authenticated within `connectMs`. */
  constructor(token: string, clock: ClientClock, connectMs: number, late: () => void) {
    this.token = token;
    this.#clock = clock;
    this.#connecting = clock.after(connectMs, late);
  }

  get isOnline(): boolean {
    return this.#onlineAt !== undefined;
  }
  get wasStable(): boolean {
    return this.#onlineAt !== undefined && this.#clock.now() - this.#onlineAt >= STABLE_MS;
  }
  /** From `authenticated` on. */
  get heartbeat(): Heartbeat | undefined {
    return this.#heartbeat;
  }

  authenticated(handlers: HeartbeatHandlers): void {
    this.#connecting.cancel();
    this.#onlineAt = this.#clock.now();
    this.#heartbeat = new Heartbeat(this.#clock, handlers);
  }

  /** Nothing of it is waited for any more; the socket is left as it is. */
  release(): void {
    this.#connecting.cancel();
    this.#heartbeat?.stop();
  }
}
