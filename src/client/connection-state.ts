/**
 * connecting: opening and authenticating · online · waiting: lost, next attempt at `retryAt` ·
 * offline: the device has no network; attempts go on, slowly · closed: stopped, by us or for good by the server.
 */
export type ConnectionStatus = "connecting" | "online" | "waiting" | "offline" | "closed";

/** Why there is no connection. Text for people is the UI's. */
export type ConnectionReason =
  /** stop() was called, or start() not yet. */
  | "stopped"
  /** The network or the server went away (1006 and whatever has no meaning of its own). */
  | "lost"
  | "draining"
  | "heartbeat_lost"
  | "slow_consumer"
  | "token_expired"
  /** From here on the server wants nobody back: 3500–3999. */
  | "unauthenticated"
  | "banned"
  | "disconnected_by_admin"
  | "protocol_violation";

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Attempts since the last time online, 0 while online. */
  readonly attempt: number;
  /** When the next attempt begins, in milliseconds since the epoch; for a countdown. */
  readonly retryAt?: number;
  readonly closeCode?: number;
  readonly reason?: ConnectionReason;
}
