import type { RotationLedger } from "../../ports/rotation-ledger.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { RedisConnection } from "../redis/redis-connection.ts";

/** Rotations as keys that expire by Redis' own clock. */
export class RedisRotationLedger implements RotationLedger {
  readonly #connection: RedisConnection;
  readonly #prefix: string;

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
  }

  async note(sessionId: string, generation: number): Promise<void> {
    if (!this.#connection.available) return;
    const key = this.#key(sessionId, generation);
    // Where it fails, the store still knows of each session's last rotation.
    await this.#connection
      .command("SET", key, 1, "PX", LIMITS.refreshGraceMs)
      .catch(() => undefined);
  }

  async noted(sessionId: string, generation: number): Promise<boolean> {
    if (!this.#connection.available) return false;
    try {
      const found = await this.#connection.command("EXISTS", this.#key(sessionId, generation));
      return Number(found) === 1;
    } catch {
      return false;
    }
  }

  #key(sessionId: string, generation: number): string {
    return `${this.#prefix}:rotated:${sessionId}.${generation}`;
  }
}
