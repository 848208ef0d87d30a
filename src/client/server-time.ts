import type { ClientClock } from "./ports.ts";

/** A sample older than this is no better than a new one that took longer: clocks drift, and are set. */
const STALE_MS = 10 * 60_000;

interface Sample {
  /** How far the server's clock is ahead of ours. */
  readonly offset: number;
  /** Milliseconds from question to answer: the offset is right to half of it. */
  readonly took: number;
  readonly at: number;
}

/** The server's time, told from how it answers pings; ours until it has. */
export class ServerTime {
  readonly #clock: ClientClock;
  #askedAt: number | undefined;
  #best: Sample | undefined;

  constructor(clock: ClientClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + (this.#best?.offset ?? 0);
  }

  asked(): void {
    this.#askedAt = this.#clock.now();
  }

  /** `at` is the server's time when it answered. */
  answered(at: number): void {
    if (this.#askedAt === undefined) return;
    const now = this.#clock.now();
    const took = now - this.#askedAt;
    this.#askedAt = undefined;
    // The clock was set back meanwhile.
    if (took < 0) return;
    const best = this.#best;
    if (best !== undefined && best.took < took && now - best.at < STALE_MS) return;
    this.#best = { offset: at + took / 2 - now, took, at: now };
  }
}
