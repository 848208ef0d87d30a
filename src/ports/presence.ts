import type { UserRef } from "../protocol/users.ts";

export interface PresenceChange {
  readonly roomId: string;
  readonly online: number;
  readonly joined: readonly UserRef[];
  readonly left: readonly string[];
}

/** left: closed its last connection · lost: its server died or drained, and it may be on its way to another. */
export type Absence = "left" | "lost";

/**
 * Who is connected, aggregated over all connections of a user on all servers: two tabs are one user,
 * who leaves with the last of them. A server that vanished stops counting when its lease ends (15 s).
 */
export interface Presence {
  /** A connection of the user takes part in the room, under this name from now on; balanced by `leave` with the same ids. */
  enter(roomId: string, user: UserRef, connectionId: string): void;
  leave(roomId: string, userId: string, connectionId: string): void;
  /** A connection is there at all, in a room or not; balanced by `disconnect`. */
  connect(userId: string, connectionId: string): void;
  disconnect(userId: string, connectionId: string): void;
  /** Users online in a room, without I/O: as of the last known change. */
  online(roomId: string): number;
  /** Rooms that somebody is online in, with how many; without I/O. */
  occupied(): Iterable<readonly [roomId: string, online: number]>;
  isOnline(roomId: string, userId: string): boolean;
  /** Whether the user has any connection anywhere. */
  isConnected(userId: string): boolean;
  /** At most `limit` of them. */
  users(roomId: string, limit: number): UserRef[];
  /** Users connected to the whole cluster. */
  connectedUsers(): number;
  /** Rooms are only watched while a socket has them open; changes arrive coalesced. */
  watch(roomId: string): void;
  unwatch(roomId: string): void;
  onChange(listener: (change: PresenceChange) => void): void;
  /** Called once when the last connection of a user anywhere is gone. */
  onGone(listener: (userId: string, absence: Absence) => void): void;
  /** Whoever disconnects from this server from now on is lost: it sends them away. */
  drain(): void;
  /** It is not going away after all: whoever goes from here has left. */
  stay(): void;
  servers(): number;
  stop(): Promise<void>;
}
