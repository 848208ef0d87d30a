import type { Clock } from "../../ports/clock.ts";
import type { Absence, Presence, PresenceChange } from "../../ports/presence.ts";
import type { UserRef } from "../../protocol/users.ts";
import { type ConnectionIds, withConnection, withoutConnection } from "./connection-ids.ts";

/** Joins and leaves of so long are told together: a reload is no news. */
const COALESCE_MS = 100;

interface Present {
  user: UserRef;
  connections: ConnectionIds;
}

interface Watch {
  watchers: number;
  /** Who was there when the watchers were last told, of those who changed since. */
  readonly before: Map<string, boolean>;
  scheduled: boolean;
}

/** Presence of a server that is alone, in memory. */
export class LocalPresence implements Presence {
  readonly #clock: Clock;
  readonly #rooms = new Map<string, Map<string, Present>>();
  readonly #connections = new Map<string, ConnectionIds>();
  readonly #watches = new Map<string, Watch>();
  readonly #changeListeners: ((change: PresenceChange) => void)[] = [];
  readonly #goneListeners: ((userId: string, absence: Absence) => void)[] = [];
  #isDraining = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  enter(roomId: string, user: UserRef, connectionId: string): void {
    const room = this.#rooms.get(roomId) ?? new Map<string, Present>();
    this.#rooms.set(roomId, room);
    const present = room.get(user.id);
    if (present !== undefined) {
      present.connections = withConnection(present.connections, connectionId);
      present.user = user;
      return;
    }
    this.#note(roomId, user.id, false);
    room.set(user.id, { user, connections: connectionId });
  }

  leave(roomId: string, userId: string, connectionId: string): void {
    const room = this.#rooms.get(roomId);
    const present = room?.get(userId);
    if (room === undefined || present === undefined) return;
    const left = withoutConnection(present.connections, connectionId);
    if (left !== undefined) {
      present.connections = left;
      return;
    }
    this.#note(roomId, userId, true);
    room.delete(userId);
    if (room.size === 0) this.#rooms.delete(roomId);
  }

  connect(userId: string, connectionId: string): void {
    const connections = this.#connections.get(userId);
    this.#connections.set(userId, withConnection(connections, connectionId));
  }

  disconnect(userId: string, connectionId: string, absence: Absence = "left"): void {
    const connections = this.#connections.get(userId);
    if (connections === undefined) return;
    const left = withoutConnection(connections, connectionId);
    if (left !== undefined) {
      this.#connections.set(userId, left);
      return;
    }
    this.#connections.delete(userId);
    const told = this.#isDraining ? "lost" : absence;
    for (const listener of this.#goneListeners) listener(userId, told);
  }

  online(roomId: string): number {
    return this.#rooms.get(roomId)?.size ?? 0;
  }

  *occupied(): Iterable<readonly [roomId: string, online: number]> {
    for (const [roomId, users] of this.#rooms) yield [roomId, users.size];
  }

  isOnline(roomId: string, userId: string): boolean {
    return this.#rooms.get(roomId)?.has(userId) ?? false;
  }

  isConnected(userId: string): boolean {
    return this.#connections.has(userId);
  }

  users(roomId: string, limit: number): UserRef[] {
    const users: UserRef[] = [];
    for (const { user } of this.#rooms.get(roomId)?.values() ?? []) {
      if (users.length === limit) break;
      users.push(user);
    }
    return users;
  }

  connectedUsers(): number {
    return this.#connections.size;
  }

  watch(roomId: string): void {
    const watch = this.#watches.get(roomId);
    if (watch === undefined) {
      this.#watches.set(roomId, { watchers: 1, before: new Map(), scheduled: false });
    } else {
      watch.watchers += 1;
    }
  }

  unwatch(roomId: string): void {
    const watch = this.#watches.get(roomId);
    if (watch === undefined) return;
    watch.watchers -= 1;
    if (watch.watchers === 0) this.#watches.delete(roomId);
  }

  onChange(listener: (change: PresenceChange) => void): void {
    this.#changeListeners.push(listener);
  }

  onGone(listener: (userId: string, absence: Absence) => void): void {
    this.#goneListeners.push(listener);
  }

  drain(): void {
    this.#isDraining = true;
  }

  stay(): void {
    this.#isDraining = false;
  }

  servers(): number {
    return 1;
  }

  async stop(): Promise<void> {
    this.#watches.clear();
  }

  #note(roomId: string, userId: string, wasThere: boolean): void {
    const watch = this.#watches.get(roomId);
    if (watch === undefined) return;
    if (!watch.before.has(userId)) watch.before.set(userId, wasThere);
    if (watch.scheduled) return;
    watch.scheduled = true;
    this.#clock.after(COALESCE_MS, () => this.#tell(roomId, watch));
  }

  #tell(roomId: string, watch: Watch): void {
    watch.scheduled = false;
    const joined: UserRef[] = [];
    const left: string[] = [];
    for (const [userId, wasThere] of watch.before) {
      const present = this.#rooms.get(roomId)?.get(userId);
      if (present !== undefined && !wasThere) joined.push(present.user);
      if (present === undefined && wasThere) left.push(userId);
    }
    watch.before.clear();
    if (joined.length === 0 && left.length === 0) return;
    const change = { roomId, online: this.online(roomId), joined, left };
    for (const listener of this.#changeListeners) listener(change);
  }
}
