import type { Entry } from "../../protocol/entries.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { Emitter } from "../emitter.ts";
import { AckWaiters } from "./ack-waiters.ts";
import { KeptSends } from "./kept-sends.ts";
import { uploadFiles } from "./outbox-files.ts";
import type { OutboxItem, SendOptions } from "./outbox-item.ts";
import { mergeStored } from "./outbox-merge.ts";
import type { OutboxEvents, OutboxOptions } from "./outbox-options.ts";
import type { OutboxRoom } from "./outbox-room.ts";
import { OutboxRooms } from "./outbox-rooms.ts";
import { type Ack, newSend, Pending } from "./pending.ts";
import { decideAfterFailure } from "./send-decision.ts";
import { SendTurn } from "./send-turn.ts";

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
  readonly #kept: KeptSends;
  readonly #turn: SendTurn;
  readonly #rooms = new OutboxRooms();
  readonly #waiters = new AckWaiters();
  #account: string | undefined;
  #online = false;
  #inFlight = 0;

  constructor(options: OutboxOptions) {
    super();
    this.#options = options;
    this.#kept = new KeptSends(options.store);
    this.#turn = new SendTurn(options.exclusive, options.clock, {
      prepare: () => this.#readStore(),
      begin: () => {
        this.#pump();
        this.#rest();
      },
      over: () => this.#pump(),
    });
  }

  /** The room's, oldest first. */
  items(roomId: string): readonly OutboxItem[] {
    return this.#rooms.views(roomId);
  }

  /** All rooms'. */
  all(): readonly OutboxItem[] {
    return this.#rooms.allViews();
  }

  /** How many are not sent yet, those of other tabs included. */
  async countUnsent(): Promise<number> {
    const account = this.#account;
    const cids = this.all().flatMap(({ cid, state }) => (state === "sent" ? [] : [cid]));
    const stored = account === undefined ? [] : await this.#kept.cids(account);
    return new Set([...cids, ...stored]).size;
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
    this.#rooms.clear();
    this.#waiters.rejectAll(new ProtocolError("unavailable", "signed out"));
    this.#turn.giveBack();
  }

  /** Forgets them everywhere. */
  async clear(): Promise<void> {
    const account = this.#account;
    this.close();
    if (account !== undefined) await this.#kept.clear(account);
  }

  connected(): void {
    this.#online = true;
    for (const room of this.#rooms) room.reconnected();
    // Also with nothing of its own: a tab that was closed may have left something that nobody else would send.
    this.askForTurn();
    this.#pump();
  }

  disconnected(): void {
    this.#online = false;
    this.#rest();
  }

  /** Appears at once as `queued`; is made durable, then sent in its turn. `cid`: a UUID unless given. */
  enqueue(roomId: string, content: string, options: SendOptions = {}): OutboxItem {
    const account = this.#account;
    if (account === undefined) throw new ProtocolError("unauthenticated", "nobody is signed in");
    const cid = options.cid ?? this.#options.random.uuid();
    if (this.#rooms.get(cid) !== undefined) {
      throw new ProtocolError("conflict", "this cid is on its way already");
    }
    if (this.#rooms.size >= ITEMS_MAX) {
      throw new ProtocolError("unavailable", "too many messages are waiting to be sent");
    }
    const send = newSend(account, roomId, content, { ...options, cid }, this.#options.clock.now());
    const item = new Pending(send, "adding");
    this.#rooms.add(item);
    void this.#kept.add(send).then((kept) => {
      item.kept = kept;
      this.#pump(this.#rooms.roomOf(item));
    });
    const view = this.#rooms.view(item);
    this.emit("changed", view);
    return view;
  }

  /** Its ack; rejects with the server's `ProtocolError` when refused, with `gone` when discarded. */
  async settled(cid: string): Promise<Ack> {
    const item = this.#rooms.get(cid);
    if (item === undefined) throw new ProtocolError("not_found", "no such send");
    if (item.ack !== undefined) return item.ack;
    const { refused } = item.send;
    if (refused !== undefined) throw new ProtocolError(refused.code, refused.message);
    return this.#waiters.wait(cid);
  }

  /** Sends a refused one again, in its place; ends the pause of one that waits to be repeated. */
  retry(cid: string): void {
    const item = this.#rooms.get(cid);
    if (item === undefined) return;
    const room = this.#rooms.roomOf(item);
    room.resume();
    if (item.state === "refused") {
      item.takeUpAgain();
      this.#update(item);
    }
    this.#pump(room);
  }

  /** Forgets it. One being sent may still arrive. */
  discard(cid: string): void {
    const item = this.#rooms.get(cid);
    if (item === undefined) return;
    this.#kept.remove(item.send);
    this.#forget(item);
    for (const file of item.send.files ?? []) this.#options.uploads.cancel(file.key);
    this.#waiters.reject(cid, new ProtocolError("gone", "discarded"));
    this.#rest();
  }

  /** An entry of the log: a message of one's own stands in it, acked or not, and needs no row here. */
  applied(entry: Entry): void {
    const room = this.#rooms.room(entry.room_id);
    if (room === undefined || room.items.length === 0) return;
    if (entry.event === "message" && entry.sender.id === this.#account) {
      const item = this.#rooms.get(entry.cid ?? "");
      const { room_id, id, seq, n, at } = entry;
      if (item?.send.room_id === room_id) {
        this.#acked(item, { event: "ack", room_id, cid: item.send.cid, id, seq, n, at });
      }
    }
    this.#dropSent(room, entry.seq);
  }

  /** The room's log is read anew, or not at all any more: what was acked is not waited for. */
  dropSent(roomId: string): void {
    const room = this.#rooms.room(roomId);
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
      if (this.#rooms.busy) this.askForTurn();
      return;
    }
    for (const room of only === undefined ? this.#rooms : [only]) {
      for (let item = room.next(this.#options.window); item; ) {
        void this.#transmit(room, item);
        item = room.next(this.#options.window);
      }
    }
  }

  /** To show, and to send if it can be, what is in the store, of whichever tab. */
  askForTurn(): void {
    if (this.#account !== undefined) this.#turn.ask(`crosstalk outbox ${this.#account}`);
  }

  /** Lets other tabs send when there is nothing that this one could. */
  #rest(): void {
    if (this.#inFlight === 0 && !(this.#online && this.#rooms.busy)) this.#turn.giveBack();
  }

  async #transmit(room: OutboxRoom, item: Pending): Promise<void> {
    item.state = "sending";
    room.inFlight++;
    this.#inFlight++;
    this.#changed(item);
    try {
      await this.#upload(item);
      // Discarded meanwhile.
      if (!this.#rooms.has(item)) return;
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

  /** Each id is durable before it is sent: what a repeat carries must be the same. */
  #upload(item: Pending): Promise<void> {
    const keep = async () => void (this.#rooms.has(item) && (await this.#kept.update(item.send)));
    return uploadFiles(item, this.#options.uploads, keep);
  }

  #acked(item: Pending, ack: Ack): void {
    // Discarded meanwhile, or found in the log before.
    if (!this.#rooms.has(item) || item.ack !== undefined) return;
    item.acked(ack);
    this.#kept.remove(item.send);
    this.#waiters.resolve(ack);
    const cursor = this.#options.cursor(ack.room_id);
    if (cursor === undefined || cursor >= ack.seq) this.#forget(item);
    else this.#changed(item);
  }

  #failed(room: OutboxRoom, item: Pending, thrown: unknown): void {
    if (!this.#rooms.has(item) || item.ack !== undefined) return;
    const { clock, random } = this.#options;
    const decision = decideAfterFailure(thrown, room.failures + 1, random.fraction());
    item.failed(decision);
    if (decision.refused) {
      this.#update(item);
      this.#waiters.reject(item.send.cid, decision.error);
      return;
    }
    // Without a connection it is the next one that ends the wait.
    if (this.#online) {
      room.failures++;
      room.pause(clock.now() + decision.waitMs, decision.error.code, () =>
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
    const known = new Set(this.#rooms.pending());
    const stored = await this.#kept.load(account);
    if (stored === undefined || this.#account !== account) return;
    const merged = mergeStored([...this.#rooms.pending()], known, stored);
    this.#rooms.replaceAll(merged.items);
    for (const item of [...merged.changed, ...merged.removed]) this.#changed(item);
  }

  #forget(item: Pending): void {
    this.#kept.left(item.send.cid);
    this.#rooms.remove(item);
    this.#changed(item);
  }

  #update(item: Pending): void {
    void this.#kept.update(item.send);
    this.#changed(item);
  }

  #changed(item: Pending): void {
    this.emit("changed", this.#rooms.view(item));
  }
}
