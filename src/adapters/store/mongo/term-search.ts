import type { Filter } from "mongodb";
import type { Connection } from "./connection.ts";
import type { EntryDocument, TermChunkDocument } from "./log-documents.ts";
import { type Hit, newestFirst } from "./search-position.ts";

export const LONGEST_MS = 2_000;
/** More chunks than these have the words: walking from the newest message on is quicker. */
const FEW_CHUNKS = 2_000;
/** Chunks looked into at once, from the newest on: some thousand messages. */
const CHUNKS_ABREAST = 8;
/** Rooms whose newest messages, which no chunk covers yet, are looked through with one query. */
const TAILS_ABREAST = 50;

type Chunk = Pick<TermChunkDocument, "_id" | "to" | "until">;
/** Of one room: from a seq to a seq, both included. */
interface Range {
  readonly room: string;
  readonly from: number;
  readonly to: number;
}
type Term = { readonly terms: { readonly $elemMatch: object } };

/** Where a room's log begins, and up to where its words are gathered. */
export interface SearchedRoom {
  readonly floor: number;
  readonly indexedTo: number;
}

export interface TermQuery {
  readonly rooms: ReadonlyMap<string, SearchedRoom>;
  /** The rarest first. */
  readonly terms: readonly Term[];
  /** All that a hit has to be. */
  readonly filter: Filter<EntryDocument>;
  /** No hit is later. */
  readonly latest: number;
  readonly limit: number;
}

/** Finds messages by their words: in the chunks that have all of them, in what no chunk covers, and among the edited. */
export class TermSearch {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The newest, in order; undefined where the words are too common. */
  async find(query: TermQuery): Promise<Hit[] | undefined> {
    const chunks = await this.#chunks(query);
    if (chunks.length > FEW_CHUNKS) return undefined;
    const hits = new Map<string, Hit>();
    const take = (found: readonly Hit[]): void => {
      // What was gathered meanwhile is in a tail and in a chunk.
      for (const hit of found) hits.set(`${hit._id.seq} ${hit._id.room}`, hit);
    };
    take(await this.#edited(query));
    const tails = Array.from(query.rooms, ([room, { floor, indexedTo }]) => ({
      room,
      from: Math.max(floor, indexedTo + 1),
      to: Number.MAX_SAFE_INTEGER - 1,
    }));
    for (let first = 0; first < tails.length; first += TAILS_ABREAST) {
      take(await this.#within(tails.slice(first, first + TAILS_ABREAST), query));
    }
    for (let first = 0; first < chunks.length; first += CHUNKS_ABREAST) {
      const some = chunks.slice(first, first + CHUNKS_ABREAST);
      const enough = [...hits.values()].sort(newestFirst)[query.limit - 1];
      // Chunks come by their newest entry: from here on all are older.
      if (enough !== undefined && enough.when > (some[0]?.until ?? 0)) break;
      const ranges = some.map(({ _id: { room, from }, to }) => ({ room, from, to }));
      take(await this.#within(ranges, query));
    }
    return [...hits.values()].sort(newestFirst).slice(0, query.limit);
  }

  /** Those that have all the words, the newest first. */
  #chunks({ rooms, terms, latest }: TermQuery): Promise<Chunk[]> {
    const { term_chunks } = this.#connection.collections;
    const [rarest, ...others] = terms;
    return this.#connection.run((scope) =>
      term_chunks
        .find<Chunk>(
          {
            "_id.room": { $in: [...rooms.keys()] },
            ...rarest,
            ...(others.length === 0 ? {} : { $and: [...others] }),
            ...(latest === Infinity ? {} : { since: { $lte: latest } }),
          },
          { ...scope, projection: { to: 1, until: 1 }, hint: "terms_1", maxTimeMS: LONGEST_MS },
        )
        .sort({ until: -1 })
        .limit(FEW_CHUNKS + 1)
        .toArray(),
    );
  }

  #within(ranges: readonly Range[], { filter, limit }: TermQuery): Promise<Hit[]> {
    const { entries } = this.#connection.collections;
    const $or = ranges.map(({ room, from, to }) => ({
      _id: { $gte: { room, seq: from }, $lte: { room, seq: to } },
    }));
    return this.#connection.run((scope) =>
      entries
        .find<Hit>(
          { $or, ...filter },
          { ...scope, projection: { when: 1 }, hint: { _id: 1 }, maxTimeMS: LONGEST_MS },
        )
        .sort({ when: -1, "_id.room": -1, "_id.seq": -1 })
        .limit(limit)
        .toArray(),
    );
  }

  /** An edit leaves the chunk that covers its message as it was. */
  #edited({ rooms, filter, limit }: TermQuery): Promise<Hit[]> {
    const { entries } = this.#connection.collections;
    return this.#connection.run((scope) =>
      entries
        .find<Hit>(
          { "_id.room": { $in: [...rooms.keys()] }, edited: { $exists: true }, ...filter },
          { ...scope, projection: { when: 1 }, hint: "edited_terms_1", maxTimeMS: LONGEST_MS },
        )
        .sort({ when: -1, "_id.room": -1, "_id.seq": -1 })
        .limit(limit)
        .toArray(),
    );
  }
}
