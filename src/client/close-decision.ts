import { CLOSE } from "../protocol/errors.ts";
import type { ConnectionReason } from "./connection-state.ts";

interface Reconnect {
  readonly reconnect: true;
  readonly reason: ConnectionReason;
  /** now: without a wait, if it is the first failure in a row · announced: after `draining`'s wait. */
  readonly wait: "now" | "backoff" | "announced";
  readonly renewToken: boolean;
}

/** What to do about a closed socket. */
export type CloseDecision =
  | { readonly reconnect: false; readonly reason: ConnectionReason }
  | Reconnect;

const again = (
  reason: ConnectionReason,
  wait: "now" | "backoff" | "announced" = "backoff",
  renewToken = false,
): CloseDecision => ({ reconnect: true, reason, wait, renewToken });

const REASONS = new Map<number, CloseDecision>([
  [CLOSE.draining, again("draining", "announced")],
  [CLOSE.heartbeatLost, again("heartbeat_lost")],
  // Its backlog is read from the cursor; the server asks for it at once.
  [CLOSE.slowConsumer, again("slow_consumer")],
  [CLOSE.tokenExpired, again("token_expired", "now", true)],
  [CLOSE.unauthenticated, { reconnect: false, reason: "unauthenticated" }],
  [CLOSE.banned, { reconnect: false, reason: "banned" }],
  [CLOSE.disconnectedByAdmin, { reconnect: false, reason: "disconnected_by_admin" }],
  [CLOSE.protocolViolation, { reconnect: false, reason: "protocol_violation" }],
]);

/** By the ranges of PROTOCOL §2: 3500–3999 stops for good, whatever the code; everything else comes back. */
export const decideAfterClose = (code: number): CloseDecision => {
  const known = REASONS.get(code);
  if (known !== undefined) return known;
  if (code >= 3500 && code <= 3999) return { reconnect: false, reason: "protocol_violation" };
  return again("lost");
};

/** When to come back, and why that is said to be; no `waitMs`: by the back-off. */
export const planReturn = (
  { reason, wait }: Reconnect,
  failures: number,
  drainingMs: number | undefined,
): { readonly reason: ConnectionReason; readonly waitMs?: number } => {
  // A server that died before its 1012 had announced its end all the same.
  const isAnnounced = reason === "lost" || wait === "announced";
  if (isAnnounced && drainingMs !== undefined) return { reason: "draining", waitMs: drainingMs };
  return wait === "now" && failures === 0 ? { reason, waitMs: 0 } : { reason };
};
