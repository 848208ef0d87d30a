import { decodeJwt } from "jose";
import { AccessTokens } from "../../src/core/accounts/access-tokens.ts";
import { deriveTokenKeys } from "../../src/core/accounts/token-keys.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Identity } from "../harness/rest.ts";
import { JWT_SECRET } from "./target.ts";

/** A token of the same session that ends in so many milliseconds, rounded down to a second. */
export const tokenEndingIn = async ({ user, token }: Identity, ms: number): Promise<string> => {
  const { sid } = decodeJwt<{ sid: string }>(token);
  const tokens = new AccessTokens((await deriveTokenKeys(JWT_SECRET)).access);
  const issuedAt = Date.now() + ms - LIMITS.accessTokenMs;
  const session = { id: sid, userId: user.id, audience: "chat" } as const;
  return (await tokens.issue(session, issuedAt)).token;
};

/** The same claims, without a signature. */
export const unsigned = (token: string): string => {
  const [, claims = ""] = token.split(".");
  const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
  return `${header}.${claims}.`;
};

/** The same claims under a signature of nobody. */
export const forged = (token: string): string => {
  const [header = "", claims = "", signature = ""] = token.split(".");
  return `${header}.${claims}.${Array.from(signature).toReversed().join("")}`;
};
