import { ProtocolError } from "../../protocol/errors.ts";

/**
 * expired: refresh and come back · invalid: never was a token of ours for this audience · ended: its session
 * is over · disabled_or_banned: the user or the address is shut out (`forbidden`, the others `unauthenticated`).
 */
export type RefusalReason = "expired" | "invalid" | "ended" | "disabled_or_banned";

const MESSAGES: Readonly<Record<RefusalReason, string>> = {
  expired: "The token has expired.",
  invalid: "The token is not valid here.",
  ended: "This session has ended; sign in again.",
  disabled_or_banned: "This account or address is disabled or banned.",
};

/** Why a token opens nothing; sockets close with a code of their own for each reason. */
export class TokenRefused extends ProtocolError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, details: { readonly cause?: unknown } = {}) {
    const code = reason === "disabled_or_banned" ? "forbidden" : "unauthenticated";
    super(code, MESSAGES[reason], details);
    this.reason = reason;
  }
}
