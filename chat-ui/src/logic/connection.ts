import type { ConnectionState } from "../../../src/client/connection-state.ts";

export interface ConnectionNotice {
  readonly tone: "warn" | "danger";
  readonly text: string;
  /** Whether a try at once makes sense. */
  readonly canRetry: boolean;
}

const CLOSED: Readonly<Record<string, string>> = {
  unauthenticated: "You were signed out.",
  banned: "This account has been banned.",
  disconnected_by_admin: "A moderator ended your connection.",
  protocol_violation: "The server refused this app. Reload the page.",
};

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** What the connection bar says; undefined hides it. A first quick connect shows nothing. */
export const connectionNotice = (
  state: ConnectionState,
  now: number,
): ConnectionNotice | undefined => {
  switch (state.status) {
    case "online":
      return undefined;
    case "connecting":
      return state.attempt <= 1 && state.reason === undefined
        ? undefined
        : { tone: "warn", text: "Connecting…", canRetry: false };
    case "offline":
      return {
        tone: "warn",
        text: "You are offline. Messages are sent when you are back.",
        canRetry: true,
      };
    case "waiting": {
      const why = state.reason === "draining" ? "The server is restarting." : "Connection lost.";
      if (state.retryAt === undefined || state.retryAt <= now) {
        return { tone: "warn", text: `${why} Trying again…`, canRetry: true };
      }
      const left = seconds(state.retryAt - now);
      return { tone: "warn", text: `${why} Trying again in ${left} s`, canRetry: true };
    }
    case "closed": {
      const text = state.reason === undefined ? undefined : CLOSED[state.reason];
      return text === undefined ? undefined : { tone: "danger", text, canRetry: false };
    }
  }
};
