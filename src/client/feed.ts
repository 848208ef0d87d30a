import type { Entry } from "../protocol/entries.ts";
import type { EventOf } from "../protocol/events.ts";
import type { Mark } from "../protocol/primitives.ts";
import { type Backoff, backoffMs } from "./backoff.ts";
import { CatchUp } from "./catch-up.ts";
import { Emitter } from "./emitter.ts";
import type { ClientClock, ClientRandom, Timer } from "./ports.ts";
import { RoomCursor, type SeqRange } from "./room-cursor.ts";

export interface FeedEvents {
  /** Of each room seq + 1, seq + 1, … between two resets. */
  entry: Entry;
  /** What is known of the room is out of date: throw it away, load the newest page. */
  reset: EventOf<"reset">;
  caught_up: { readonly rooms: number; readonly messages: number };
  /** Something of the room is missing that exists; or (undefined) no more. */
  gap: { readonly room_id: string; readonly gap: SeqRange | undefined };
}

/** A page of the log after a cursor, as GET /api/rooms/{id}/entries answers. */
export type FetchEntries = (
  roomId: string,
  after: number,
) => Promise<
  | { readonly entries: readonly Entry[]; readonly tip: Mark }
  | { readonly reset: true; readonly tip: Mark }
>;

export interface FeedOptions {
  readonly fetchEntries: FetchEntries;
  readonly clock: ClientClock;
  readonly random: ClientRandom;
}

interface Room {
  readonly cursor: RoomCursor;
  /** How many messages there were up to the cursor; unknown of an earlier run's. */
  n: number | undefined;
  /** How far its log reached when the connection was made. */
  tip: number;
  /** Whether a gap was told of. */
  gapTold: boolean;
  /** The one repair under way; replaced or dropped, its answers no longer count. */
  repair?: object;
  retry?: Timer;
}

const REPAIR: Backoff = { baseMs: 250, capMs: 5_000 };
/** A log that answers pages without what it announced itself does not heal by asking more often. */
const REPAIR_ATTEMPTS = 8;

/**
 * Makes of what comes from the socket what an app may apply as it is: each room's entries in their order,
 * none missing and none twice. A gap (there should be none) is read from the log over REST.
 */
export class Feed extends Emitter<FeedEvents> {
  readonly #options: FeedOptions;
  readonly #rooms = new Map<string, Room>();
  #catchUp: CatchUp | undefined;

  constructor(options: FeedOptions) {
    super();
    this.#options = options;
  }

  /** For `authenticate`. */
  cursors(): Record<string, number> {
    const cursors: Record<string, number> = {};
    for (const [id, room] of this.#rooms) cursors[id] = room.cursor.seq;
    return cursors;
  }

  cursor(roomId: string): number | undefined {
    return this.#rooms.get(roomId)?.cursor.seq;
  }

  /** Cursors of an earlier run, before the first connection. */
  restore(cursors: Readonly<Record<string, number>>): void {
    for (const [id, seq] of Object.entries(cursors)) this.track(id, { seq });
  }

  /** A connection was made: what is not among its rooms is gone, what had no cursor begins at its tip. */
  connected(rooms: readonly { readonly id: string; readonly tip: Mark }[]): void {
    const resumed = this.#rooms.size > 0;
    const tips = new Map(rooms.map((room) => [room.id, room.tip]));
    for (const id of this.#rooms.keys()) if (!tips.has(id)) this.untrack(id);
    this.#catchUp = new CatchUp((result) => this.emit("caught_up", result));
    for (const [id, tip] of tips) {
      const seq = this.cursor(id);
      if (seq === undefined) this.track(id, tip);
      else {
        this.#catchUp.expect(id, seq, tip.seq);
        this.#behind(id, tip.seq);
      }
    }
    this.#catchUp.begin(resumed);
  }

  /** The connection is gone: what is missing comes by itself after the next one's `authenticate`. */
  disconnected(): void {
    this.#catchUp = undefined;
    for (const room of this.#rooms.values()) stopRepair(room);
  }

  /** The room's next entry is `seq` + 1; of a room known already nothing changes. */
  track(roomId: string, { seq, n }: Pick<Mark, "seq"> & Partial<Mark>): void {
    if (this.#rooms.has(roomId)) return;
    this.#rooms.set(roomId, { cursor: new RoomCursor(seq), n, tip: seq, gapTold: false });
  }

  untrack(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (room === undefined) return;
    stopRepair(room);
    this.#rooms.delete(roomId);
    if (room.gapTold) this.emit("gap", { room_id: roomId, gap: undefined });
    this.#catchUp?.settle(roomId);
  }

  /** Another account's rooms are none of the next one's. */
  clear(): void {
    for (const id of [...this.#rooms.keys()]) this.untrack(id);
  }

  /** Those of a room that is not (or no longer) tracked are dropped. */
  receive(entry: Entry): void {
    const room = this.#rooms.get(entry.room_id);
    if (room === undefined) return;
    this.#accept(room, entry);
    if (room.cursor.gap && room.repair === undefined) this.#repair(entry.room_id, room, 1);
  }

  reset(event: EventOf<"reset">): void {
    const room = this.#rooms.get(event.room_id);
    if (room === undefined) return;
    stopRepair(room);
    const { seq, n } = event.tip;
    room.cursor.reset(seq);
    const missed = Math.max(0, n - (room.n ?? n));
    room.n = n;
    this.emit("reset", event);
    this.#tellGap(event.room_id, room);
    this.#catchUp?.skipped(event.room_id, missed);
  }

  #accept(room: Room, entry: Entry): void {
    room.cursor.accept(entry, (next) => {
      room.n = next.n;
      this.emit("entry", next);
      this.#catchUp?.applied(next);
    });
    this.#tellGap(entry.room_id, room);
  }

  #behind(roomId: string, tip: number): void {
    const room = this.#rooms.get(roomId);
    if (room === undefined) return;
    room.tip = tip;
    this.#tellGap(roomId, room);
  }

  /** Once when it opens and once when it is closed: nobody watches it shrink. */
  #tellGap(roomId: string, room: Room): void {
    const gap = room.cursor.missing(room.tip);
    if ((gap !== undefined) === room.gapTold) return;
    room.gapTold = gap !== undefined;
    this.emit("gap", { room_id: roomId, gap });
  }

  #repair(roomId: string, room: Room, attempt: number): void {
    const repair = {};
    room.repair = repair;
    void this.#readGap(roomId, room, repair).then((outcome) => {
      if (room.repair !== repair) return;
      delete room.repair;
      if (outcome.closed) return;
      if (attempt >= REPAIR_ATTEMPTS && outcome.tip !== undefined) {
        this.reset({ event: "reset", room_id: roomId, tip: outcome.tip });
        return;
      }
      const wait = backoffMs(attempt, this.#options.random.fraction(), REPAIR);
      room.retry = this.#options.clock.after(wait, () => {
        if (room.cursor.gap) this.#repair(roomId, room, attempt + 1);
      });
    });
  }

  /** Reads pages until the gap is closed or a page brings nothing new; never rejects. */
  async #readGap(
    roomId: string,
    room: Room,
    repair: object,
  ): Promise<{ readonly closed: boolean; readonly tip?: Mark }> {
    try {
      for (;;) {
        const before = room.cursor.seq;
        const page = await this.#options.fetchEntries(roomId, before);
        if (room.repair !== repair) return { closed: true };
        if ("reset" in page) {
          this.reset({ event: "reset", room_id: roomId, tip: page.tip });
          return { closed: true };
        }
        for (const entry of page.entries) this.#accept(room, entry);
        if (!room.cursor.gap) return { closed: true };
        if (room.cursor.seq === before) return { closed: false, tip: page.tip };
      }
    } catch {
      return { closed: false };
    }
  }
}

const stopRepair = (room: Room): void => {
  room.retry?.cancel();
  delete room.retry;
  delete room.repair;
};
