import type { Connection } from "./connection.ts";
import { LIVE } from "./live-rooms.ts";
import type { EntryDocument, TermChunkDocument } from "./log-documents.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import { chunksOf } from "./term-chunks.ts";

/** What a chunk spans at most: the longer, the seldomer a common word is paid for, and the more a hit has to read. */
export const CHUNK_ENTRIES = 256;

type Row = Pick<EntryDocument, "_id" | "when" | "terms">;

const termsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap(({ terms = [] }) => terms)),
];

/**
 * Gathers the words of messages into chunks, each of which begins where the last one ends. Any server may gather any
 * room: the key of a chunk, and its `to`, decide who of two went first. One cut off anywhere is gone on from.
 */
export class TermGathering {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A chunk of the room, or what its last one has room for. True when there may be more. */
  async gather(roomId: string): Promise<boolean> {
    const { rooms } = this.#connection.collections;
    const [room, last] = await Promise.all([
      this.#connection.run((scope) =>
        rooms.findOne({ _id: roomId, ...LIVE }, { ...scope, projection: { floor: 1 } }),
      ),
      this.#last(roomId),
    ]);
    if (room === null) return false;
    // Retention may have passed what was gathered.
    const kept = last !== undefined && last.to >= room.floor - 1 ? last : undefined;
    const from = kept === undefined ? room.floor : kept.to + 1;
    const span = kept === undefined ? 0 : kept.to - kept._id.from + 1;
    const extended = span < CHUNK_ENTRIES ? kept : undefined;
    const limit = extended === undefined ? CHUNK_ENTRIES : CHUNK_ENTRIES - span;
    const rows = await this.#rows(roomId, from, limit);
    const newest = rows.at(-1);
    if (newest !== undefined && !(await this.#put(rows, newest, extended))) return true;
    const indexedTo = newest?._id.seq ?? from - 1;
    await this.#connection.run((scope) =>
      rooms.updateOne({ _id: roomId, ...LIVE }, { $max: { indexedTo } }, scope),
    );
    return rows.length === limit;
  }

  /**
   * Gathers one chunk anew that may hold words which were erased: each is looked at again a while after it was
   * put, as a delete that was on its way then found no chunk to mark. True when there was one.
   */
  async forget(): Promise<boolean> {
    const { rooms, term_chunks } = this.#connection.collections;
    const chunk = await this.#connection.run((scope) =>
      term_chunks.findOne({ stale: { $exists: true } }, { ...scope, projection: { terms: 0 } }),
    );
    if (chunk === null) return false;
    const { _id, to, stale = 0 } = chunk;
    const room = await this.#connection.run((scope) =>
      rooms.findOne({ _id: _id.room, ...LIVE }, { ...scope, projection: { floor: 1 } }),
    );
    if (room === null) {
      // Gone while it was gathered, and swept before.
      await this.#connection.run((scope) =>
        term_chunks.deleteMany({ _id: chunksOf(_id.room) }, scope),
      );
      return true;
    }
    const terms = await this.#termsLeft(_id, to, room.floor);
    // Another erasure, or what came to the chunk meanwhile, is met the next time.
    await this.#connection.run((scope) =>
      term_chunks.updateOne(
        { _id, to, stale },
        { ...(terms === undefined ? {} : { $set: { terms } }), $unset: { stale: 1 } },
        scope,
      ),
    );
    return true;
  }

  /** Undefined where nothing was erased, as in most chunks: to read all words again costs as much as to gather them. */
  async #termsLeft(
    { room, from }: TermChunkDocument["_id"],
    to: number,
    floor: number,
  ): Promise<readonly string[] | undefined> {
    const { entries } = this.#connection.collections;
    const covered = { $gte: { room, seq: from }, $lte: { room, seq: to } };
    const erased = await this.#connection.run((scope) =>
      entries.findOne({ _id: covered, erased: true }, { ...scope, projection: { _id: 1 } }),
    );
    if (erased === null && floor <= from) return undefined;
    const first = Math.max(from, floor);
    return termsOf(await this.#rows(room, first, to - first + 1));
  }

  async #last(roomId: string): Promise<Omit<TermChunkDocument, "terms"> | undefined> {
    const { term_chunks } = this.#connection.collections;
    const [last] = await this.#connection.run((scope) =>
      term_chunks
        .find({ _id: chunksOf(roomId) }, { ...scope, projection: { terms: 0 } })
        .sort({ _id: -1 })
        .limit(1)
        .toArray(),
    );
    return last;
  }

  async #rows(room: string, from: number, limit: number): Promise<readonly Row[]> {
    const { entries } = this.#connection.collections;
    const range = { $gte: { room, seq: from }, $lt: { room, seq: from + limit } };
    return this.#connection.run((scope) =>
      entries
        .find<Row>(
          { _id: range, event: { $ne: "end" } },
          { ...scope, projection: { when: 1, terms: 1 } },
        )
        .sort({ _id: 1 })
        .toArray(),
    );
  }

  /** False when another server went first. */
  async #put(
    rows: readonly Row[],
    newest: Row,
    extended: Omit<TermChunkDocument, "terms"> | undefined,
  ): Promise<boolean> {
    const { term_chunks } = this.#connection.collections;
    const terms = termsOf(rows);
    const ends = { to: newest._id.seq, until: newest.when };
    if (extended !== undefined) {
      const { _id, to } = extended;
      const { matchedCount } = await this.#connection.run((scope) =>
        term_chunks.updateOne(
          { _id, to },
          { $set: ends, $addToSet: { terms: { $each: terms } }, $inc: { stale: 1 } },
          scope,
        ),
      );
      return matchedCount === 1;
    }
    const [first = newest] = rows;
    const _id = { room: first._id.room, from: first._id.seq };
    try {
      await this.#connection.run((scope) =>
        term_chunks.insertOne({ _id, since: first.when, ...ends, terms, stale: 1 }, scope),
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
