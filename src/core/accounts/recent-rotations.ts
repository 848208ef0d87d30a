import type { Clock } from "../../ports/clock.ts";
import type { RotationLedger } from "../../ports/rotation-ledger.ts";
import { LIMITS } from "../../protocol/limits.ts";

const CAPACITY = 20_000;

/**
 * When refresh tokens were rotated away, for as long as they get their successor again. The store knows
 * only of a session's last rotation; this knows of all in the last 10 s on this server, and by the ledger on all.
 */
export class RecentRotations {
  readonly #clock: Clock;
  readonly #ledger: RotationLedger | undefined;
  /** `session.generation` → when it was rotated away; in that order. */
  readonly #rotatedAt = new Map<string, number>();

  /** A server that is alone needs no ledger. */
  constructor(clock: Clock, ledger?: RotationLedger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  get size(): number {
    return this.#rotatedAt.size;
  }

  /** Resolves once every server can know of it. */
  async add(sessionId: string, generation: number): Promise<void> {
    this.#forget();
    this.#rotatedAt.set(`${sessionId}.${generation}`, this.#clock.monotonic());
    await this.#ledger?.note(sessionId, generation);
  }

  /** False where only the store can tell: after a restart, or where nobody could note it. */
  async has(sessionId: string, generation: number): Promise<boolean> {
    this.#forget();
    if (this.#rotatedAt.has(`${sessionId}.${generation}`)) return true;
    return (await this.#ledger?.noted(sessionId, generation)) ?? false;
  }

  #forget(): void {
    const until = this.#clock.monotonic() - LIMITS.refreshGraceMs;
    for (const [key, at] of this.#rotatedAt) {
      if (at > until && this.#rotatedAt.size <= CAPACITY) return;
      this.#rotatedAt.delete(key);
    }
  }
}
