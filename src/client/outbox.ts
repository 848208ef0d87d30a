import type { Entry } from "../protocol/entries.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";
import { AckWaiters } from "./ack-waiters.ts";
import { Emitter } from "./emitter.ts";
import type { OutboxItem, StoredSend } from "./outbox-item.ts";
import { mergeStored } from "./outbox-merge.ts";
import { OutboxRoom, type Pending } from "./outbox-room.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { ClientClock, ClientRandom, Exclusive } from "./ports.ts";
import { decideAfterFailure } from "./send-decision.ts";
import { SendTurn } from "./send-turn.ts";

type Ack = EventOf<"ack">;

export interface OutboxEvents {
  /** The item in its new state; one that left the outbox comes a last time. */
  changed: OutboxItem;
}

export interface OutboxOptions {
  readonly store: OutboxStore;
  /** Only one of those who share the store sends at a time, so that their orders don't mix. */
  readonly exclusive: Exclusive;
  /** Sends once; rejects with a ProtocolError. */
  readonly transmit: (send: StoredSend) => Promise<Ack>;
  /** Up to where a room's log has been applied; undefined when it is not followed. */
  readonly cursor: (roomId: string) => number | undefined;
  readonly clock: ClientClock;
  readonly random: ClientRandom;
  /** Sends of one room in flight. */
  readonly window: number;
}

/** What waits for a server that does not come back must end somewhere. */
const ITEMS_MAX = 10_000;

/**
 * Sends on their way, in the order of each room, until acked: kept over reloads, repeated with the same
 * cid after a lost connection, `unavailable`, `internal` or no answer, held back by `rate_limited`. What
 * the server refuses for good stays as `refused` until `retry` or `discard`; the ones behind it go on.
 * It belongs to one account at a time.
 */
export class Outbox extends Emitter<OutboxEvents> {
  readonly #options: OutboxOptions;
  readonly #turn: SendTurn;
  readonly #rooms = new Map<string, OutboxRoom>();
  readonly #byCid = new Map<string, Pending>();
  readonly #waiters = new AckWaiters();
  #account: string | undefined;
  #online = false;
  #inFlight = 0;
  /** What left while the store was being read, and must not come back by it. */
  #leftWhileReading: Set<string> | undefined;

  constructor(options: OutboxOptions) {
    super();
    this.#options = options;
    this.#turn = new SendTurn(options.exclusive, options.clock, {
      prepare: () => this.#readStore(),
      begin: () => this.#pump(),
      over: () => this.#pump(),
    });
  }

  /** The room's, oldest first. */
  items(roomId: string): readonly OutboxItem[] {
    const room = this.#rooms.get(roomId);
    return room === undefined ? [] : room.items.map((item) => room.view(item));
  }

  /** All rooms'. */
  all(): readonly OutboxItem[] {
    return [...this.#rooms.keys()].flatMap((roomId) => this.items(roomId));
  }

  /** Whose sends these are from now on; resolves once the stored ones are there. */
  async open(account: string): Promise<void> {
    if (this.#account === account) return;
    this.close();
    this.#account = account;
    await this.#readStore();
    this.#pump();
  }

  /** Forgets them here; the store keeps them. */
  close(): void {
    this.#account = undefined;
    for (const room of this.#rooms.values()) room.resume();
    this.#rooms.clear();
    this.#byCid.clear();
    this.#waiters.rejectAll(new ProtocolError("unavailable", "signed out"));
    this.#turn.giveBack();
  }

  /** Forgets them everywhere. */
  async clear(): Promise<void> {
    const account = this.#account;
    this.close();
    if (account !== undefined) await this.#options.store.clear(account);
  }

  connected(): void {
    this.#online = true;
    for (const room of this.#rooms.values()) room.reconnected();
    this.#pump();
  }

  disconnected(): void {
    this.#online = false;
    this.#rest();
  }

  /** Appears at once as `queued`; is made durable, then sent in its turn. `cid`: a UUID unless given. */
  enqueue(
    roomId: string,
    content: string,
    options: { readonly replyTo?: number; readonly cid?: string } = {},
  ): OutboxItem {
    const account = this.#account;
    if (account === undefined) throw new ProtocolError("unauthenticated", "nobody is signed in");
    const cid = options.cid ?? this.#options.random.uuid();
    if (this.#byCid.has(cid)) throw new ProtocolError("conflict", "this cid is on its way already");
    if (this.#byCid.size >= ITEMS_MAX) {
      throw new ProtocolError("unavailable", "too many messages are waiting to be sent");
    }
    const room = this.#room(roomId);
    const send: StoredSend = {
      account,
      room_id: roomId,
      cid,
      content,
      ...(options.replyTo === undefined ? {} : { reply_to: options.replyTo }),
      queued_at: this.#options.clock.now(),
    };
    const item: Pending = { send, state: "queued", kept: "adding" };
    this.#byCid.set(cid, item);
    room.items.push(item);
    const added = (kept: "stored" | "volatile") => {
      item.kept = kept;
      this.#pump(room);
    };
    // A store that fails (a full disk, a private window) must not keep anyone from talking.
    this.#options.store.add(send).then(
      () => added("stored"),
      () => added("volatile"),
    );
    const view = room.view(item);
    this.emit("changed", view);
    return view;
  }

  /** Its ack; rejects with the server's `ProtocolError` when refused, with `gone` when discarded. */
  async settled(cid: string): Promise<Ack> {
    const item = this.#byCid.get(cid);
    if (item === undefined) throw new ProtocolError("not_found", "no such send");
    if (item.ack !== undefined) return item.ack;
    const { refused } = item.send;
    if (refused !== undefined) throw new ProtocolError(refused.code, refused.message);
    return this.#waiters.wait(cid);
  }

  /** Sends a refused one again, in its place; ends the pause of one that waits to be repeated. */
  retry(cid: string): void {
    const item = this.#byCid.get(cid);
    if (item === undefined) return;
    const room = this.#room(item.send.room_id);
    room.resume();
    if (item.state === "refused") {
      const { refused: _, ...send } = item.send;
      item.send = send;
      item.state = "queued";
      delete item.failure;
      this.#update(item);
    }
    this.#pump(room);
  }

  /** Forgets it. One being sent may still arrive. */
  discard(cid: string): void {
    const item = this.#byCid.get(cid);
    if (item === undefined) return;
    this.#removeStored(item);
    this.#forget(item);
    this.#waiters.reject(cid, new ProtocolError("gone", "discarded"));
    this.#rest();
  }

  /** An entry of the log: a message of one's own stands in it, acked or not, and needs no row here. */
  applied(entry: Entry): void {
    const room = this.#rooms.get(entry.room_id);
    if (room === undefined || room.items.length === 0) return;
    if (entry.event === "message" && entry.sender.id === this.#account) {
      const item = this.#byCid.get(entry.cid ?? "");
      const { room_id, id, seq, n, at } = entry;
      if (item?.send.room_id === room_id) {
        this.#acked(item, { event: "ack", room_id, cid: item.send.cid, id, seq, n, at });
      }
    }
    this.#dropSent(room, entry.seq);
  }

  /** The room's log is read anew, or not at all any more: what was acked is not waited for. */
  dropSent(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (room !== undefined) this.#dropSent(room, Number.POSITIVE_INFINITY);
  }

  #dropSent(room: OutboxRoom, seq: number): void {
    for (const item of room.items.filter(({ ack }) => ack !== undefined && ack.seq <= seq)) {
      this.#forget(item);
    }
  }

  #pump(only?: OutboxRoom): void {
    if (this.#account === undefined || !this.#online) return;
    if (!this.#turn.held) {
      if (this.#busy) this.#turn.ask(`crosstalk outbox ${this.#account}`);
      return;
    }
    for (const room of only === undefined ? this.#rooms.values() : [only]) {
      for (let item = room.next(this.#options.window); item; ) {
        void this.#transmit(room, item);
        item = room.next(this.#options.window);
      }
    }
  }

  get #busy(): boolean {
    for (const room of this.#rooms.values()) if (room.busy) return true;
    return false;
  }

  /** Lets other tabs send when there is nothing that this one could. */
  #rest(): void {
    if (this.#inFlight === 0 && !(this.#online && this.#busy)) this.#turn.giveBack();
  }

  async #transmit(room: OutboxRoom, item: Pending): Promise<void> {
    item.state = "sending";
    room.inFlight++;
    this.#inFlight++;
    this.#changed(item);
    try {
      const ack = await this.#options.transmit(item.send);
      room.failures = 0;
      this.#acked(item, ack);
    } catch (error) {
      this.#failed(room, item, error);
    } finally {
      room.inFlight--;
      this.#inFlight--;
      this.#pump(room);
      this.#rest();
    }
  }

  #acked(item: Pending, ack: Ack): void {
    // Discarded meanwhile, or found in the log before.
    if (this.#byCid.get(item.send.cid) !== item || item.ack !== undefined) return;
    item.ack = ack;
    item.state = "sent";
    delete item.failure;
    this.#removeStored(item);
    this.#waiters.resolve(ack);
    const cursor = this.#options.cursor(ack.room_id);
    if (cursor === undefined || cursor >= ack.seq) this.#forget(item);
    else this.#changed(item);
  }

  #failed(room: OutboxRoom, item: Pending, thrown: unknown): void {
    if (this.#byCid.get(item.send.cid) !== item || item.ack !== undefined) return;
    const { clock, random } = this.#options;
    const decision = decideAfterFailure(thrown, room.failures + 1, random.fraction());
    const { code, message } = decision.error;
    item.failure = { code, message };
    if (decision.refused) {
      item.send = { ...item.send, refused: item.failure };
      item.state = "refused";
      this.#update(item);
      this.#waiters.reject(item.send.cid, decision.error);
      return;
    }
    item.state = "queued";
    // Without a connection it is the next one that ends the wait.
    if (this.#online) {
      room.failures++;
      room.pause(clock.now() + decision.waitMs, code, () =>
        clock.after(decision.waitMs, () => {
          room.resume();
          this.#pump(room);
        }),
      );
    }
    this.#changed(item);
  }

  /** Takes in what other tabs, and this one before a reload, left in the store. */
  async #readStore(): Promise<void> {
    const account = this.#account;
    if (account === undefined) return;
    const left = new Set<string>();
    this.#leftWhileReading = left;
    const known = new Set(this.#byCid.values());
    const stored = await this.#options.store.load(account).catch(() => undefined);
    if (stored === undefined || this.#account !== account) return;
    const merged = mergeStored(
      [...this.#byCid.values()],
      known,
      stored.filter(({ cid }) => !left.has(cid)),
    );
    for (const room of this.#rooms.values()) room.items = [];
    this.#byCid.clear();
    for (const item of merged.items) {
      this.#byCid.set(item.send.cid, item);
      this.#room(item.send.room_id).items.push(item);
    }
    for (const item of [...merged.changed, ...merged.removed]) this.#changed(item);
  }

  #room(roomId: string): OutboxRoom {
    let room = this.#rooms.get(roomId);
    if (room === undefined) {
      room = new OutboxRoom();
      this.#rooms.set(roomId, room);
    }
    return room;
  }

  #forget(item: Pending): void {
    this.#byCid.delete(item.send.cid);
    this.#leftWhileReading?.add(item.send.cid);
    this.#room(item.send.room_id).remove(item);
    this.#changed(item);
  }

  #update(item: Pending): void {
    this.#options.store.update(item.send).catch(() => undefined);
    this.#changed(item);
  }

  #removeStored({ send }: Pending): void {
    this.#leftWhileReading?.add(send.cid);
    // One that stays is sent again after a reload, with the same cid: harmless.
    this.#options.store.remove(send.account, send.cid).catch(() => undefined);
  }

  #changed(item: Pending): void {
    this.emit("changed", this.#room(item.send.room_id).view(item));
  }
}
