import type { Absence } from "../../../ports/presence.ts";
import type { Delta, Deltas } from "./presence-messages.ts";

interface Known {
  connected: boolean;
  name: string;
  readonly rooms: Set<string>;
}

/** What a replica changes, for whoever adds up all servers. */
export interface ReplicaChanges {
  connected(userId: string): void;
  disconnected(userId: string, absence: Absence): void;
  entered(roomId: string, userId: string, name: string): void;
  left(roomId: string, userId: string): void;
}

/**
 * What another process told of its users. Messages may be lost: their versions are gapless, so a loss
 * shows, and the process is asked to tell all anew; what was known stands until that has arrived whole.
 */
export class PresenceReplica {
  readonly #changes: ReplicaChanges;
  readonly #users = new Map<string, Known>();
  #version: number | undefined;
  /** Of those who disconnect now. */
  #absence: Absence = "left";
  /** All anew, of which the end has not arrived yet. */
  #anew: { version: number; readonly users: Map<string, Known> } | undefined;

  constructor(changes: ReplicaChanges) {
    this.#changes = changes;
  }

  get users(): number {
    return this.#users.size;
  }

  /** Whether it has all that was told up to `version`, or is about to. */
  has(version: number): boolean {
    return (this.#anew?.version ?? this.#version ?? -1) >= version;
  }

  /** False when something is missing before it. */
  take({ version, part, draining, deltas }: Deltas): boolean {
    this.#absence = draining === true ? "lost" : "left";
    if (part === "begin" || part === "whole") {
      this.#anew = { version: version - 1, users: new Map() };
    }
    if (this.#anew !== undefined) return this.#takeAnew(version, part, deltas);
    if (this.#version === undefined) return false;
    if (version <= this.#version) return true;
    if (version !== this.#version + 1) return false;
    this.#version = version;
    for (const delta of deltas) this.#apply(delta);
    return true;
  }

  /** The process is gone, and all its users with it. */
  clear(): void {
    this.#absence = "lost";
    for (const userId of Array.from(this.#users.keys())) this.#become(userId, undefined);
  }

  #takeAnew(version: number, part: Deltas["part"], deltas: readonly Delta[]): boolean {
    const anew = this.#anew;
    if (anew === undefined || version !== anew.version + 1) {
      this.#anew = undefined;
      return false;
    }
    anew.version = version;
    for (const [userId, connected, name, entered, left] of deltas) {
      const known = anew.users.get(userId) ?? { connected, name, rooms: new Set<string>() };
      known.connected = connected;
      known.name = name;
      for (const roomId of entered) known.rooms.add(roomId);
      for (const roomId of left) known.rooms.delete(roomId);
      anew.users.set(userId, known);
    }
    if (part !== "end" && part !== "whole") return true;
    this.#anew = undefined;
    this.#version = version;
    for (const userId of Array.from(this.#users.keys())) {
      if (!anew.users.has(userId)) this.#become(userId, undefined);
    }
    for (const [userId, known] of anew.users) this.#become(userId, known);
    return true;
  }

  #apply([userId, connected, name, entered, left]: Delta): void {
    const rooms = new Set(this.#users.get(userId)?.rooms);
    for (const roomId of entered) rooms.add(roomId);
    for (const roomId of left) rooms.delete(roomId);
    this.#become(userId, { connected, name, rooms });
  }

  #become(userId: string, next: Known | undefined): void {
    const before = this.#users.get(userId);
    const rooms = next?.rooms ?? new Set<string>();
    // First who comes, last who goes: somebody who only changes rooms was never gone.
    if (next?.connected === true && before?.connected !== true) this.#changes.connected(userId);
    for (const roomId of rooms) {
      if (before?.rooms.has(roomId) === true && before.name === next?.name) continue;
      this.#changes.entered(roomId, userId, next?.name ?? "");
    }
    for (const roomId of before?.rooms ?? []) {
      if (!rooms.has(roomId)) this.#changes.left(roomId, userId);
    }
    if (next === undefined || (!next.connected && rooms.size === 0)) this.#users.delete(userId);
    else this.#users.set(userId, next);
    if (before?.connected === true && next?.connected !== true) {
      this.#changes.disconnected(userId, this.#absence);
    }
  }
}
