import type { UserRef } from "../../../protocol/users.ts";
import { type ConnectionIds, withConnection, withoutConnection } from "../connection-ids.ts";
import type { Delta } from "./presence-messages.ts";

interface Here {
  name: string;
  connections: ConnectionIds | undefined;
  readonly rooms: Map<string, ConnectionIds>;
}

/** Who is connected to this server, and what of that the others have not been told yet. */
export class PresenceHere {
  readonly #users = new Map<string, Here>();
  /** User → the rooms that changed. */
  readonly #changed = new Map<string, Set<string>>();

  get users(): number {
    return this.#users.size;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  enter(roomId: string, user: UserRef, connectionId: string): void {
    const here = this.#user(user.id);
    const known = here.rooms.get(roomId);
    here.rooms.set(roomId, withConnection(known, connectionId));
    if (known !== undefined && here.name === user.display_name) return;
    here.name = user.display_name;
    this.#change(user.id).add(roomId);
  }

  leave(roomId: string, userId: string, connectionId: string): void {
    const here = this.#users.get(userId);
    const known = here?.rooms.get(roomId);
    if (here === undefined || known === undefined) return;
    const left = withoutConnection(known, connectionId);
    if (left !== undefined) {
      here.rooms.set(roomId, left);
      return;
    }
    here.rooms.delete(roomId);
    this.#change(userId).add(roomId);
    this.#forgetIfGone(userId, here);
  }

  connect(userId: string, connectionId: string): void {
    const here = this.#user(userId);
    if (here.connections === undefined) this.#change(userId);
    here.connections = withConnection(here.connections, connectionId);
  }

  disconnect(userId: string, connectionId: string): void {
    const here = this.#users.get(userId);
    if (here?.connections === undefined) return;
    here.connections = withoutConnection(here.connections, connectionId);
    if (here.connections !== undefined) return;
    this.#change(userId);
    this.#forgetIfGone(userId, here);
  }

  /** What changed since the last call, as it is now. */
  takeChanges(): Delta[] {
    const deltas: Delta[] = [];
    for (const [userId, rooms] of this.#changed) {
      const here = this.#users.get(userId);
      const entered: string[] = [];
      const left: string[] = [];
      for (const roomId of rooms) (here?.rooms.has(roomId) === true ? entered : left).push(roomId);
      deltas.push([userId, here?.connections !== undefined, here?.name ?? "", entered, left]);
    }
    this.#changed.clear();
    return deltas;
  }

  /** All of it, as it is now. */
  all(): Delta[] {
    return Array.from(this.#users, ([userId, { name, connections, rooms }]) => [
      userId,
      connections !== undefined,
      name,
      Array.from(rooms.keys()),
      [],
    ]);
  }

  #user(userId: string): Here {
    const here = this.#users.get(userId) ?? { name: "", connections: undefined, rooms: new Map() };
    this.#users.set(userId, here);
    return here;
  }

  #change(userId: string): Set<string> {
    const rooms = this.#changed.get(userId) ?? new Set<string>();
    this.#changed.set(userId, rooms);
    return rooms;
  }

  #forgetIfGone(userId: string, { connections, rooms }: Here): void {
    if (connections === undefined && rooms.size === 0) this.#users.delete(userId);
  }
}
