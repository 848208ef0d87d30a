import type { ConnectionState } from "../../../src/client/connection-state.ts";
import { t } from "../i18n/i18n.ts";

export interface ConnectionNotice {
  readonly tone: "warn" | "danger";
  readonly text: string;
  /** Whether a try at once makes sense. */
  readonly canRetry: boolean;
}

const CLOSED = {
  unauthenticated: "sync.signedOut",
  banned: "sync.banned",
  disconnected_by_admin: "sync.disconnected",
  protocol_violation: "sync.refused",
} as const;

/** A first connect that is quicker is not worth a word. */
export const QUIET_MS = 1_500;

const kindOf = ({ status, reason }: ConnectionState): "offline" | "draining" | "lost" => {
  if (status === "offline") return "offline";
  return reason === "draining" ? "draining" : "lost";
};

const waiting = (state: ConnectionState, now: number): string => {
  const kind = kindOf(state);
  const left = (state.retryAt ?? now) - now;
  // Never to zero, and up to the attempt that ends it only down.
  return left <= 0
    ? t(`sync.${kind}Now`)
    : t(`sync.${kind}`, { seconds: Math.max(1, Math.ceil(left / 1000)) });
};

/** What the connection bar says; undefined hides it. `since`: when the state began, in ms since the epoch. */
export const connectionNotice = (
  state: ConnectionState,
  now: number,
  since: number,
): ConnectionNotice | undefined => {
  switch (state.status) {
    case "online":
      return undefined;
    case "connecting":
      return state.attempt <= 1 && now - since < QUIET_MS
        ? undefined
        : { tone: "warn", text: t("sync.connecting"), canRetry: true };
    case "offline":
    case "waiting":
      return { tone: "warn", text: waiting(state, now), canRetry: true };
    case "closed": {
      const { reason } = state;
      return reason !== undefined && reason in CLOSED
        ? { tone: "danger", text: t(CLOSED[reason as keyof typeof CLOSED]), canRetry: false }
        : undefined;
    }
  }
};
