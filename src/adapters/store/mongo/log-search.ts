import type { Filter } from "mongodb";
import type { SearchAnswer, SearchQuery } from "../../../ports/store/log.ts";
import { PAST } from "../prefixes.ts";
import type { Connection } from "./connection.ts";
import { LIVE } from "./live-rooms.ts";
import type { EntryDocument } from "./log-documents.ts";
import { type Hit, newestFirst, olderThan, parsePosition, positionOf } from "./search-position.ts";
import { CHUNK_ENTRIES } from "./term-gathering.ts";
import type { TermIndexer } from "./term-indexer.ts";
import { LONGEST_MS, type SearchedRoom, TermSearch } from "./term-search.ts";

/** Rooms walked at once from their newest messages on. */
const WALKS = 8;

/** The indexes that lie in the order of a room: of its messages, and of those that carry files. */
type Walked = "messages_1" | "files_1";

/**
 * Searches the terms that lie with each message, so it sees what was acknowledged. Chunks of terms lead to
 * where a word was said; where there is no word, or most chunks have it, each room is walked from its newest
 * message on, and soon has enough.
 */
export class LogSearch {
  readonly #connection: Connection;
  readonly #indexer: TermIndexer;
  readonly #terms: TermSearch;

  constructor(connection: Connection, indexer: TermIndexer) {
    this.#connection = connection;
    this.#indexer = indexer;
    this.#terms = new TermSearch(connection);
  }

  async search(query: SearchQuery): Promise<SearchAnswer> {
    const before = query.cursor === undefined ? undefined : parsePosition(query.cursor);
    if (query.cursor !== undefined && before === undefined) return { hits: [] };
    const rooms = await this.#rooms(query.roomIds);
    if (rooms.size === 0) return { hits: [] };
    // The longest is likely the rarest; it leads, as one index serves one term.
    const terms = query.terms.toSorted((a, b) => b.length - a.length).map(begins);
    const filter: Filter<EntryDocument> = {
      event: "message",
      $and: [
        ...terms,
        ...(query.senderId === undefined ? [] : [{ sender: query.senderId }]),
        ...(query.after === undefined ? [] : [{ when: { $gte: query.after } }]),
        ...(query.before === undefined ? [] : [{ when: { $lt: query.before } }]),
        ...(query.withFiles === true ? [{ attachments: { $exists: true } }] : []),
        { erased: { $exists: false } },
        ...(before === undefined ? [] : [olderThan(before)]),
      ],
    };
    const wanted = query.limit + 1;
    const latest = Math.min(before?.when ?? Infinity, query.before ?? Infinity);
    const led =
      terms.length === 0
        ? undefined
        : await this.#terms.find({ rooms, terms, filter, latest, limit: wanted });
    const index = query.withFiles === true ? "files_1" : "messages_1";
    const found = led ?? (await this.#walk([...rooms.keys()], filter, index, wanted));
    const kept = found.filter(({ _id }) => _id.seq >= (rooms.get(_id.room)?.floor ?? 0));
    const hits = kept.slice(0, query.limit);
    const last = hits.at(-1);
    return {
      hits: hits.map(({ _id }) => ({ roomId: _id.room, seq: _id.seq })),
      ...(kept.length > query.limit && last !== undefined ? { nextCursor: positionOf(last) } : {}),
    };
  }

  /** Those that are not gone. */
  async #rooms(roomIds: readonly string[]): Promise<Map<string, SearchedRoom>> {
    const { rooms } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      rooms
        .find(
          { _id: { $in: [...roomIds] }, ...LIVE },
          { ...scope, projection: { floor: 1, indexedTo: 1 } },
        )
        .toArray(),
    );
    for (const { _id, indexedTo } of found) {
      // Written before there were chunks, or by a server that ended too soon.
      if (indexedTo === undefined) this.#indexer.note(_id, CHUNK_ENTRIES);
    }
    return new Map(found.map(({ _id, floor, indexedTo = 0 }) => [_id, { floor, indexedTo }]));
  }

  async #walk(
    rooms: readonly string[],
    filter: Filter<EntryDocument>,
    hint: Walked,
    limit: number,
  ): Promise<Hit[]> {
    const { entries } = this.#connection.collections;
    const walk = (room: string): Promise<Hit[]> =>
      // `when` ascends with seq, so that a walk along an index of messages is in order already.
      this.#connection.run((scope) =>
        entries
          .find<Hit>(
            { "_id.room": room, ...filter },
            { ...scope, projection: { when: 1 }, hint, maxTimeMS: LONGEST_MS },
          )
          .sort({ "_id.seq": -1 })
          .limit(limit)
          .toArray(),
      );
    const hits: Hit[] = [];
    for (let first = 0; first < rooms.length; first += WALKS) {
      const walks = rooms.slice(first, first + WALKS).map(walk);
      for (const found of await Promise.all(walks)) hits.push(...found);
    }
    return hits.sort(newestFirst).slice(0, limit);
  }
}

/** $elemMatch: both bounds are about the same word. */
const begins = (term: string) => ({
  terms: { $elemMatch: { $gte: term, $lt: term + PAST } },
});
