/** Some 1.5 MB. */
const CAPACITY = 4_096;

/**
 * Access tokens whose signature was found good, until they end. Verifying one costs more than all else of
 * an `authenticate`, and when a network blinks all come back with the tokens they came with before. What may
 * change about a token (its session, its user, bans) is not kept here, nor what the token itself says.
 */
export class VerifiedTokens {
  readonly #capacity: number;
  /** When each ends, in milliseconds since the epoch; in order of verification, which is about that of their ends. */
  readonly #ends = new Map<string, number>();

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#ends.size;
  }

  has(token: string, now: number): boolean {
    const expiresAt = this.#ends.get(token);
    if (expiresAt === undefined) return false;
    if (expiresAt > now) return true;
    this.#ends.delete(token);
    return false;
  }

  add(token: string, expiresAt: number, now: number): void {
    for (const [oldest, end] of this.#ends) {
      if (end > now && this.#ends.size < this.#capacity) break;
      this.#ends.delete(oldest);
    }
    this.#ends.set(token, expiresAt);
  }
}
