import type { Clock } from "../../ports/clock.ts";
import type { RotationLedger } from "../../ports/rotation-ledger.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { RedisConnection } from "../redis/redis-connection.ts";

/** Rotations as keys that expire by Redis' own clock. */
export class RedisRotationLedger implements RotationLedger {
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  readonly #clock: Clock;

  constructor(connection: RedisConnection, prefix: string, clock: Clock) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  async note(sessionId: string, generation: number): Promise<void> {
    if (!this.#connection.available) return;
    const key = this.#key(sessionId, generation);
    // Where it fails, the store still knows of each session's last rotation.
    await this.#connection
      .command("SET", key, 1, "PX", LIMITS.refreshGraceMs)
      .catch(() => undefined);
  }

  async noted(sessionId: string, generation: number): Promise<boolean | undefined> {
    const { answersSince } = this.#connection;
    if (answersSince === undefined) return undefined;
    try {
      const isThere = Number(
        await this.#connection.command("EXISTS", this.#key(sessionId, generation)),
      );
      if (isThere === 1) return true;
    } catch {
      return undefined;
    }
    // It may have been rotated away while nobody could note it, or before Redis was emptied.
    const isSure = this.#clock.monotonic() - answersSince >= LIMITS.refreshGraceMs;
    return isSure ? false : undefined;
  }

  #key(sessionId: string, generation: number): string {
    return `${this.#prefix}:rotated:${sessionId}.${generation}`;
  }
}
