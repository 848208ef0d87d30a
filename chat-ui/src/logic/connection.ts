import type { ConnectionState } from "../../../src/client/connection-state.ts";
import { t } from "../i18n/i18n.ts";

export interface ConnectionNotice {
  readonly tone: "warn" | "danger";
  readonly text: string;
  /** For a screen reader, without a countdown, which would be read out each second; undefined: as it was before. */
  readonly said?: string;
  /** What a press does: nothing where none helps. */
  readonly action?: "sync.tryNow" | "sync.connectAgain";
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

const waiting = (state: ConnectionState, now: number): ConnectionNotice => {
  const kind = kindOf(state);
  const left = (state.retryAt ?? now) - now;
  const said = t(`sync.${kind}Now`);
  // Never to zero, and up to the attempt that ends it only down.
  const text =
    left <= 0 ? said : t(`sync.${kind}`, { seconds: Math.max(1, Math.ceil(left / 1000)) });
  return { tone: "warn", text, said, action: "sync.tryNow" };
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
      if (state.attempt <= 1 && now - since < QUIET_MS) return undefined;
      return {
        tone: "warn",
        text: t("sync.connecting"),
        ...(state.attempt <= 1 && { said: t("sync.connecting") }),
        action: "sync.tryNow",
      };
    case "offline":
    case "waiting":
      return waiting(state, now);
    case "closed": {
      const { reason } = state;
      if (reason === undefined || !(reason in CLOSED)) return undefined;
      const text = t(CLOSED[reason as keyof typeof CLOSED]);
      return {
        tone: "danger",
        text,
        said: text,
        // Nobody was barred: only coming back by itself is forbidden.
        ...(reason === "disconnected_by_admin" && { action: "sync.connectAgain" as const }),
      };
    }
  }
};
