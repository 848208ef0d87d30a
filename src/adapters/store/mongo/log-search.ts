import type { Filter } from "mongodb";
import type { SearchAnswer, SearchQuery } from "../../../ports/store/log.ts";
import { PAST } from "../prefixes.ts";
import type { Connection } from "./connection.ts";
import type { EntryDocument } from "./documents.ts";
import { LIVE } from "./live-rooms.ts";

/** A term that begins words of fewer messages is looked up in the index of terms, and its messages sorted. */
const FEW = 2_000;
/** Rooms walked at once from their newest messages on. */
const WALKS = 8;
const LONGEST_MS = 2_000;

/** The indexes that lie in the order of a room: of its messages, and of those that carry files. */
type Walked = "messages_1" | "files_1";
type Hit = Pick<EntryDocument, "_id" | "when">;

/** Newest first; of one moment, in the order of rooms: what a cursor stands between. */
interface Position {
  readonly when: number;
  readonly room: string;
  readonly seq: number;
}

const PROJECTION = { _id: 1, when: 1 } as const;

/**
 * Searches the terms that lie with each message, so it sees what was acknowledged. A rare term leads to its
 * messages; where all terms are common, each room is walked from its newest message on, and soon has enough.
 */
export class LogSearch {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async search(query: SearchQuery): Promise<SearchAnswer> {
    const before = query.cursor === undefined ? undefined : parsePosition(query.cursor);
    if (query.cursor !== undefined && before === undefined) return { hits: [] };
    const floors = await this.#floors(query.roomIds);
    const rooms = [...floors.keys()];
    if (rooms.length === 0) return { hits: [] };
    // The longest is likely the rarest; it leads, as one index serves one term.
    const terms = query.terms.toSorted((a, b) => b.length - a.length);
    const filter: Filter<EntryDocument> = {
      $and: [
        ...terms.map(begins),
        ...(query.senderId === undefined ? [] : [{ sender: query.senderId }]),
        ...(query.after === undefined ? [] : [{ when: { $gte: query.after } }]),
        ...(query.before === undefined ? [] : [{ when: { $lt: query.before } }]),
        ...(query.withFiles === true ? [{ attachments: { $exists: true } }] : []),
        { erased: { $exists: false } },
        ...(before === undefined ? [] : [olderThan(before)]),
      ],
    };
    const [rarest] = terms;
    const found =
      rarest !== undefined && (await this.#isRare(rooms, rarest))
        ? await this.#find({ "_id.room": { $in: rooms }, ...filter }, "terms_1", query.limit + 1)
        : await this.#walk(
            rooms,
            filter,
            query.withFiles === true ? "files_1" : "messages_1",
            query.limit + 1,
          );
    const kept = found.filter(({ _id }) => _id.seq >= (floors.get(_id.room) ?? 0));
    const hits = kept.slice(0, query.limit);
    const last = hits.at(-1);
    return {
      hits: hits.map(({ _id }) => ({ roomId: _id.room, seq: _id.seq })),
      ...(kept.length > query.limit && last !== undefined ? { nextCursor: positionOf(last) } : {}),
    };
  }

  /** Of rooms that are not gone. */
  async #floors(roomIds: readonly string[]): Promise<Map<string, number>> {
    const { rooms } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      rooms
        .find({ _id: { $in: [...roomIds] }, ...LIVE }, { ...scope, projection: { floor: 1 } })
        .toArray(),
    );
    return new Map(found.map(({ _id, floor }) => [_id, floor]));
  }

  async #isRare(rooms: readonly string[], term: string): Promise<boolean> {
    const { entries } = this.#connection.collections;
    const count = await this.#connection.run((scope) =>
      entries.countDocuments(
        { "_id.room": { $in: [...rooms] }, ...begins(term) },
        { ...scope, limit: FEW, hint: "terms_1", maxTimeMS: LONGEST_MS },
      ),
    );
    return count < FEW;
  }

  async #walk(
    rooms: readonly string[],
    filter: Filter<EntryDocument>,
    hint: Walked,
    limit: number,
  ): Promise<Hit[]> {
    const hits: Hit[] = [];
    for (let first = 0; first < rooms.length; first += WALKS) {
      const walks = rooms
        .slice(first, first + WALKS)
        .map((room) => this.#find({ "_id.room": room, event: "message", ...filter }, hint, limit));
      for (const found of await Promise.all(walks)) hits.push(...found);
    }
    return hits.sort(newestFirst).slice(0, limit);
  }

  #find(filter: Filter<EntryDocument>, hint: Walked | "terms_1", limit: number): Promise<Hit[]> {
    const { entries } = this.#connection.collections;
    // `when` ascends with seq, so that a walk along an index of messages is in order already.
    const walked = hint !== "terms_1";
    return this.#connection.run((scope) =>
      entries
        .find<Hit>(filter, { ...scope, projection: PROJECTION, hint, maxTimeMS: LONGEST_MS })
        .sort(walked ? { "_id.seq": -1 } : { when: -1, "_id.room": -1, "_id.seq": -1 })
        .limit(limit)
        .toArray(),
    );
  }
}

/** $elemMatch: both bounds are about the same word. */
const begins = (term: string): Filter<EntryDocument> => ({
  terms: { $elemMatch: { $gte: term, $lt: term + PAST } },
});

const olderThan = ({ when, room, seq }: Position): Filter<EntryDocument> => ({
  $or: [
    { when: { $lt: when } },
    { when, "_id.room": { $lt: room } },
    { when, "_id.room": room, "_id.seq": { $lt: seq } },
  ],
});

const newestFirst = (a: Hit, b: Hit): number => {
  if (a.when !== b.when) return b.when - a.when;
  if (a._id.room !== b._id.room) return a._id.room < b._id.room ? 1 : -1;
  return b._id.seq - a._id.seq;
};

const positionOf = ({ when, _id }: Hit): string => `${when} ${_id.seq} ${_id.room}`;

const parsePosition = (cursor: string): Position | undefined => {
  const [when, seq, room] = cursor.split(" ");
  const position = { when: Number(when), seq: Number(seq), room: room ?? "" };
  return Number.isSafeInteger(position.when) && Number.isSafeInteger(position.seq)
    ? position
    : undefined;
};
