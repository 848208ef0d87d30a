import type { AccessClaims } from "./access-tokens.ts";

/** Some 4 MB. */
const CAPACITY = 8_192;

/**
 * Access tokens whose signature was found good, until they end. Verifying one costs more than all else of
 * an `authenticate`, and when a network blinks all come back with the tokens they came with before. What may
 * change about a token (its session, its user, bans) is not kept here.
 */
export class VerifiedTokens {
  readonly #capacity: number;
  /** In order of verification, which is about that of their ends. */
  readonly #claims = new Map<string, AccessClaims>();

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#claims.size;
  }

  get(token: string, now: number): AccessClaims | undefined {
    const claims = this.#claims.get(token);
    if (claims === undefined || claims.expiresAt > now) return claims;
    this.#claims.delete(token);
    return undefined;
  }

  add(token: string, claims: AccessClaims, now: number): void {
    for (const [oldest, { expiresAt }] of this.#claims) {
      if (expiresAt > now && this.#claims.size < this.#capacity) break;
      this.#claims.delete(oldest);
    }
    this.#claims.set(token, claims);
  }
}
