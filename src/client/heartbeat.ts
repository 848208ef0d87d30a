import type { ClientClock, Timer } from "./ports.ts";

/** Less than the 30 s that the server asks for, so that a late timer still makes it. */
export const PING_MS = 25_000;
/** A server that answers nothing at all for this long after a ping is gone. */
export const PONG_MS = 10_000;
/** The same, when there is a reason to doubt the connection. */
export const PROBE_MS = 4_000;
/** The same, when the device itself says that it has no network: who looks is told within two seconds. */
export const OFFLINE_PROBE_MS = 1_500;

export interface HeartbeatHandlers {
  ping(): void;
  /** The other side is silent: the connection is dead, whatever the socket says. */
  lost(): void;
}

/**
 * Keeps one connection alive and notices its death. Any frame counts as a sign of life in its direction;
 * a ping goes out when either direction was silent for 25 s.
 */
export class Heartbeat {
  readonly #clock: ClientClock;
  readonly #handlers: HeartbeatHandlers;
  #sentAt: number;
  #receivedAt: number;
  #pulse: Timer | undefined;
  #deadline: Timer | undefined;

  constructor(clock: ClientClock, handlers: HeartbeatHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
    this.#sentAt = clock.now();
    this.#receivedAt = this.#sentAt;
    this.#schedule();
  }

  sent(): void {
    this.#sentAt = this.#clock.now();
  }

  received(): void {
    this.#receivedAt = this.#clock.now();
    this.#deadline?.cancel();
    this.#deadline = undefined;
  }

  /** Asks for a sign of life now. */
  probe(waitMs = PROBE_MS): void {
    this.#ping(waitMs);
  }

  stop(): void {
    this.#pulse?.cancel();
    this.#deadline?.cancel();
  }

  #schedule(): void {
    const due = Math.min(this.#sentAt, this.#receivedAt) + PING_MS - this.#clock.now();
    // Bounded: the clock may have been set, and silence after a ping is the deadline's business.
    this.#pulse = this.#clock.after(Math.min(PING_MS, Math.max(1_000, due)), () => {
      const silentFor = this.#clock.now() - Math.min(this.#sentAt, this.#receivedAt);
      if (silentFor >= PING_MS && this.#deadline === undefined) this.#ping(PONG_MS);
      this.#schedule();
    });
  }

  #ping(waitMs: number): void {
    this.#deadline?.cancel();
    this.#deadline = this.#clock.after(waitMs, () => this.#handlers.lost());
    this.#handlers.ping();
  }
}
