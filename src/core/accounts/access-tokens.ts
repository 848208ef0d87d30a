import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { LIMITS } from "../../protocol/limits.ts";
import type { Audience, TokenKeys } from "./token-keys.ts";
import { TokenRefused } from "./token-refused.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const ISSUER = "crosstalk";
const ALGORITHM = "HS256";
const AUDIENCES: Readonly<Record<Audience, string>> = {
  chat: "crosstalk:chat",
  admin: "crosstalk:admin",
};

export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface IssuedAccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

const claimsOf = ({ sub, exp, ["sid"]: sid }: JWTPayload): AccessClaims => {
  if (sub === undefined || exp === undefined || typeof sid !== "string") {
    throw new TokenRefused("invalid");
  }
  return { userId: sub, sessionId: sid, expiresAt: exp * 1_000 };
};

/** Short-lived JWTs that name a user and a session; whether that session still lives is asked elsewhere. */
export class AccessTokens {
  readonly #keys: TokenKeys["access"];
  readonly #verified: Readonly<Record<Audience, VerifiedTokens>> = {
    chat: new VerifiedTokens(),
    admin: new VerifiedTokens(),
  };

  constructor(keys: TokenKeys["access"]) {
    this.#keys = keys;
  }

  async issue(
    session: { readonly id: string; readonly userId: string; readonly audience: Audience },
    now: number,
  ): Promise<IssuedAccessToken> {
    const issuedAt = Math.floor(now / 1_000);
    const expiresIn = LIMITS.accessTokenMs / 1_000;
    const token = await new SignJWT({ sid: session.id })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCES[session.audience])
      .setSubject(session.userId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + expiresIn)
      .sign(this.#keys[session.audience]);
    return { token, expiresIn };
  }

  /** How many are known to be genuine without looking again. */
  get remembered(): number {
    return this.#verified.chat.size + this.#verified.admin.size;
  }

  /** Throws TokenRefused `expired` or `invalid`. */
  async verify(token: string, audience: Audience, now: number): Promise<AccessClaims> {
    const verified = this.#verified[audience];
    // The very text whose signature was good before.
    if (verified.has(token, now)) return claimsOf(decodeJwt(token));
    const claims = await this.#verify(token, audience, now);
    verified.add(token, claims.expiresAt, now);
    return claims;
  }

  async #verify(token: string, audience: Audience, now: number): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(token, this.#keys[audience], {
        algorithms: [ALGORITHM],
        typ: "JWT",
        issuer: ISSUER,
        audience: AUDIENCES[audience],
        requiredClaims: ["sub", "sid", "exp", "iat"],
        currentDate: new Date(now),
      });
      return claimsOf(payload);
    } catch (error) {
      const reason = error instanceof errors.JWTExpired ? "expired" : "invalid";
      throw new TokenRefused(reason, { cause: error });
    }
  }
}
