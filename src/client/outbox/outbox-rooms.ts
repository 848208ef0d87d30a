import type { OutboxItem } from "./outbox-item.ts";
import { OutboxRoom } from "./outbox-room.ts";
import type { Pending } from "./pending.ts";

/** What is in an outbox: the sends of each room in their order, and all of them by cid. */
export class OutboxRooms {
  readonly #rooms = new Map<string, OutboxRoom>();
  readonly #byCid = new Map<string, Pending>();

  get size(): number {
    return this.#byCid.size;
  }

  /** Whether there is anything left to do but wait for the log. */
  get busy(): boolean {
    for (const room of this.#rooms.values()) if (room.busy) return true;
    return false;
  }

  [Symbol.iterator](): Iterator<OutboxRoom> {
    return this.#rooms.values();
  }

  /** Of all rooms, in the order in which they came. */
  pending(): IterableIterator<Pending> {
    return this.#byCid.values();
  }

  get(cid: string): Pending | undefined {
    return this.#byCid.get(cid);
  }

  has(item: Pending): boolean {
    return this.#byCid.get(item.send.cid) === item;
  }

  /** Undefined where nothing was ever sent. */
  room(roomId: string): OutboxRoom | undefined {
    return this.#rooms.get(roomId);
  }

  roomOf({ send: { room_id } }: Pending): OutboxRoom {
    let room = this.#rooms.get(room_id);
    if (room === undefined) {
      room = new OutboxRoom();
      this.#rooms.set(room_id, room);
    }
    return room;
  }

  view(item: Pending): OutboxItem {
    return this.roomOf(item).view(item);
  }

  /** The room's, oldest first. */
  views(roomId: string): readonly OutboxItem[] {
    const room = this.#rooms.get(roomId);
    return room === undefined ? [] : room.items.map((item) => room.view(item));
  }

  allViews(): readonly OutboxItem[] {
    return [...this.#rooms.keys()].flatMap((roomId) => this.views(roomId));
  }

  add(item: Pending): void {
    this.#byCid.set(item.send.cid, item);
    this.roomOf(item).items.push(item);
  }

  remove(item: Pending): void {
    this.#byCid.delete(item.send.cid);
    this.roomOf(item).remove(item);
  }

  /** These, in this order; rooms go on waiting for what they waited for. */
  replaceAll(items: readonly Pending[]): void {
    for (const room of this.#rooms.values()) room.items = [];
    this.#byCid.clear();
    for (const item of items) this.add(item);
  }

  clear(): void {
    for (const room of this.#rooms.values()) room.resume();
    this.#rooms.clear();
    this.#byCid.clear();
  }
}
