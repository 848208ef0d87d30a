import { base64url } from "jose";
import type { Audience, TokenKeys } from "./token-keys.ts";

export interface RefreshClaims {
  readonly sessionId: string;
  readonly generation: number;
}

const TOKEN = /^([\w-]{1,64})\.(\d{1,15})\.([\w-]{43})$/;

/**
 * `session.generation.mac`. A token follows from its session and generation alone, so the store keeps one
 * number a session, and a successor that got lost on its way can be given again.
 */
export class RefreshTokens {
  readonly #keys: TokenKeys["refresh"];

  constructor(keys: TokenKeys["refresh"]) {
    this.#keys = keys;
  }

  async issue(claims: RefreshClaims, audience: Audience): Promise<string> {
    const said = `${claims.sessionId}.${claims.generation}`;
    const mac = await crypto.subtle.sign("HMAC", this.#keys[audience], encode(said));
    return `${said}.${base64url.encode(new Uint8Array(mac))}`;
  }

  /** Undefined when this server never issued it for that audience. */
  async read(token: string, audience: Audience): Promise<RefreshClaims | undefined> {
    const [, sessionId, generation, mac] = TOKEN.exec(token) ?? [];
    if (sessionId === undefined || generation === undefined || mac === undefined) return undefined;
    const genuine = await crypto.subtle.verify(
      "HMAC",
      this.#keys[audience],
      Uint8Array.from(base64url.decode(mac)),
      encode(`${sessionId}.${generation}`),
    );
    return genuine ? { sessionId, generation: Number(generation) } : undefined;
  }
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
