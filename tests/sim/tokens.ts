import type { AccessClaims } from "../../src/core/accounts/access-tokens.ts";

export const writeToken = ({ userId, sessionId, expiresAt }: AccessClaims): string =>
  `${userId} ${sessionId} ${expiresAt}`;

export const readToken = (token: string): AccessClaims | undefined => {
  const [userId, sessionId, expiresAt] = token.split(" ");
  if (userId === undefined || sessionId === undefined) return undefined;
  return { userId, sessionId, expiresAt: Number(expiresAt) };
};
