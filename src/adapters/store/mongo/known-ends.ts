import type { EntryRecord } from "../../../ports/store/log.ts";
import type { EntryDocument } from "./log-documents.ts";
import type { RoomHead } from "./room-heads.ts";

/** What the next entry of a room has to follow. */
export interface End {
  readonly seq: number;
  readonly n: number;
  readonly when: number;
}

const CAPACITY = 50_000;
/**
 * For so long an end that was seen may be appended after without a look. What it may since have been followed
 * by is there for a day at least (retention, rooms that are gone), so that the unique index still tells.
 */
const FRESH_MS = 60_000;

/** The ends of logs as this server last saw them: none is beyond what a majority has. */
export class KnownEnds {
  readonly #ends = new Map<string, End & { readonly seenAt: number }>();

  get size(): number {
    return this.#ends.size;
  }

  get(roomId: string): End | undefined {
    const end = this.#ends.get(roomId);
    if (end === undefined || performance.now() - end.seenAt > FRESH_MS) return undefined;
    return end;
  }

  saw({ room, tip, when }: RoomHead): void {
    this.#set(room._id, { seq: tip.seq, n: tip.n, when });
  }

  appended({ _id, n, when }: EntryDocument): void {
    this.#set(_id.room, { seq: _id.seq, n, when });
  }

  forget(roomId: string): void {
    this.#ends.delete(roomId);
  }

  #set(roomId: string, end: End): void {
    // Taken out first, so that the order is that of use.
    this.#ends.delete(roomId);
    if (this.#ends.size >= CAPACITY) {
      const oldest = this.#ends.keys().next();
      if (oldest.done !== true) this.#ends.delete(oldest.value);
    }
    this.#ends.set(roomId, { ...end, seenAt: performance.now() });
  }
}

/** The n that `record` must have after `end`. */
export const nextN = (end: End, record: EntryRecord): number =>
  record.payload.event === "message" ? end.n + 1 : end.n;
