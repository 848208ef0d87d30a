import type { PublishedEntry } from "../ports/bus.ts";
import type { RoomTip } from "../ports/store/log.ts";
import type { Mark } from "../protocol/primitives.ts";
import type { Flushable, Flusher } from "./flusher.ts";
import { entriesFrame } from "./frame.ts";
import { Ring } from "./ring.ts";
import type { Session } from "./session.ts";
import type { Subscription } from "./subscription.ts";

const RING_ENTRIES = 64;
/** Entries that came too early and wait for those before them. */
const REORDER_ENTRIES = 256;

export interface LiveRoomObserver {
  /** Entries of the room went out to `sockets` live sockets. */
  delivered(room: LiveRoom, entries: number, sockets: number): void;
  /** Something that is known to be there has not arrived. */
  gap(room: LiveRoom): void;
}

/** A room that sockets of this server are in: the one path by which its entries reach them. */
export class LiveRoom implements Flushable {
  readonly id: string;
  readonly subscriptions = new Set<Subscription>();
  /** Who has it open: they get presence and typing, and what becomes of its members where they asked for it. */
  readonly watchers = new Map<Session, { readonly members: boolean }>();
  readonly ring = new Ring(RING_ENTRIES);
  readonly #flusher: Flusher;
  readonly #observer: LiveRoomObserver;
  #pending: PublishedEntry[] = [];
  #early = new Map<number, PublishedEntry>();
  /** Undefined while opening: what arrives then is sorted out by `begin`. */
  #accepted: Mark | undefined;
  #flushed: Mark = { seq: 0, n: 0 };
  /** The highest seq that was ever heard of; what the reorder buffer had no room for included. */
  #newest = 0;
  #floor = 1;

  constructor(id: string, flusher: Flusher, observer: LiveRoomObserver) {
    this.id = id;
    this.#flusher = flusher;
    this.#observer = observer;
  }

  /** The last entry that went to all live sockets. */
  get tip(): Mark {
    return this.#flushed;
  }

  /** The last entry that arrived in order. */
  get accepted(): Mark {
    return this.#accepted ?? this.#flushed;
  }

  /** Retention has removed what came before this seq, as far as this server knows. */
  get floor(): number {
    return this.#floor;
  }

  get early(): number {
    return this.#early.size;
  }

  get opening(): boolean {
    return this.#accepted === undefined;
  }

  /** Whether something is known to be missing. */
  get hasGap(): boolean {
    return this.#accepted !== undefined && this.#newest > this.#accepted.seq;
  }

  begin({ seq, n, floor }: RoomTip): void {
    this.#accepted = { seq, n };
    this.#flushed = { seq, n };
    this.#floor = floor;
    const early = this.#early;
    this.#early = new Map();
    for (const entry of Array.from(early.values()).sort((a, b) => a.seq - b.seq)) {
      this.#accept(entry);
    }
    if (this.hasGap) this.#observer.gap(this);
  }

  /** May repeat, lack or reorder: every entry goes out once, in order. */
  deliver(entries: readonly PublishedEntry[]): void {
    for (const entry of entries) this.#accept(entry);
    if (this.hasGap) this.#observer.gap(this);
  }

  /** What the store holds, up to `seq` at least; entries that should have arrived may have been lost on the way. */
  hear({ seq, floor = this.floor }: { readonly seq: number; readonly floor?: number }): void {
    this.raise(floor);
    if (seq > this.#newest) this.#newest = seq;
    if (this.hasGap) this.#observer.gap(this);
  }

  /**
   * A page that was read from the store since the ring had that version: whoever is as far behind finds it there.
   * Others that were in this room on a server that is gone come back at the same time, and ask for the same.
   */
  keep(page: readonly PublishedEntry[], version: number): void {
    if (this.opening || this.ring.version !== version) return;
    const first = this.ring.first ?? this.accepted.seq + 1;
    const before = page.filter(({ seq }) => seq >= this.#floor && seq < first);
    if (isContiguous(before) && before.at(-1)?.seq === first - 1) this.ring.prepend(before);
  }

  /** Upwards only. */
  raise(floor: number): void {
    if (floor <= this.#floor) return;
    this.#floor = floor;
    this.ring.forgetBefore(floor);
  }

  /** Retention has removed what is missing here: nothing leads on from what was sent. */
  restart(tip: RoomTip): void {
    this.flush();
    this.ring.clear();
    for (const subscription of this.subscriptions) subscription.reset(tip);
    this.begin(tip);
  }

  #accept(entry: PublishedEntry): void {
    if (entry.seq > this.#newest) this.#newest = entry.seq;
    if (this.#accepted === undefined || entry.seq > this.#accepted.seq + 1) {
      if (this.#early.size < REORDER_ENTRIES) this.#early.set(entry.seq, entry);
      return;
    }
    if (entry.seq <= this.#accepted.seq) return;
    let next: PublishedEntry | undefined = entry;
    while (next !== undefined) {
      this.#accepted = { seq: next.seq, n: next.n };
      this.ring.push(next);
      this.#pending.push(next);
      if (this.#pending.length === 1) this.#flusher.room(this);
      this.#early.delete(next.seq);
      next = this.#early.size === 0 ? undefined : this.#early.get(next.seq + 1);
    }
  }

  /** All that came this turn, as one frame for everyone who is not behind. */
  flush(): void {
    const entries = this.#pending;
    const last = entries.at(-1);
    if (last === undefined) return;
    this.#pending = [];
    const before = this.#flushed.seq;
    this.#flushed = { seq: last.seq, n: last.n };
    if (this.subscriptions.size === 0) return;
    const frame = entriesFrame(entries);
    let sockets = 0;
    for (const subscription of this.subscriptions) {
      if (subscription.deliver(frame, before)) sockets += 1;
    }
    this.#observer.delivered(this, entries.length, sockets);
  }
}

/** A page has a hole where retention came between two parts of its reading. */
export const isContiguous = (entries: readonly PublishedEntry[]): boolean =>
  entries.every(({ seq }, i) => seq === (entries[0]?.seq ?? seq) + i);
