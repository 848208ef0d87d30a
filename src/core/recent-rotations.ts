import type { Clock } from "../ports/clock.ts";
import { LIMITS } from "../protocol/limits.ts";

const CAPACITY = 20_000;

/**
 * When refresh tokens were rotated away, for as long as they get their successor again. The store knows
 * only of a session's last rotation; this knows of all in the last 10 s on this server.
 */
export class RecentRotations {
  readonly #clock: Clock;
  /** `session.generation` → when it was rotated away; in that order. */
  readonly #rotatedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#rotatedAt.size;
  }

  add(sessionId: string, generation: number): void {
    this.#forget();
    this.#rotatedAt.set(`${sessionId}.${generation}`, this.#clock.monotonic());
  }

  has(sessionId: string, generation: number): boolean {
    this.#forget();
    return this.#rotatedAt.has(`${sessionId}.${generation}`);
  }

  #forget(): void {
    const until = this.#clock.monotonic() - LIMITS.refreshGraceMs;
    for (const [key, at] of this.#rotatedAt) {
      if (at > until && this.#rotatedAt.size <= CAPACITY) return;
      this.#rotatedAt.delete(key);
    }
  }
}
