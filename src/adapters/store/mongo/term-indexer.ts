import type { Logger } from "../../../ports/logger.ts";
import type { Connection, InSession } from "./connection.ts";
import type { EntryDocument, EntryId, TermChunkDocument } from "./documents.ts";
import { LIVE } from "./live-rooms.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import { chunksOf, markStale } from "./term-chunks.ts";

/** What a chunk spans at most: the longer, the seldomer a common word is paid for, and the more a hit has to read. */
export const CHUNK_ENTRIES = 256;
/** Fewer entries than a chunk's wait so long, for others to come. */
const CALM_MS = 10_000;
const LOOK_MS = 1_000;
const RETRY_MS = 10_000;
/** How often it is looked for words that were erased and that another server has not forgotten. */
const FORGET_MS = 10_000;
/** Rooms that wait; more are noted again by their next entry or search. */
const CAPACITY = 10_000;

interface Due {
  entries: number;
  readonly since: number;
}
type Row = Pick<EntryDocument, "_id" | "when" | "terms">;

const termsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap(({ terms = [] }) => terms)),
];

/**
 * Gathers the words of messages into chunks of a room's log, beside the appends: a word that comes again and again
 * costs an index key a chunk and not one a message. What is not gathered yet a search looks through itself, so
 * it finds what was acknowledged a moment ago. Any server may gather any room: that a chunk begins where the last
 * one ends, its key and its `to` decide who of two went first. One cut off anywhere is gone on from.
 */
export class TermIndexer {
  readonly #connection: Connection;
  readonly #logger: Logger | undefined;
  readonly #due = new Map<string, Due>();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #restingUntil = 0;
  /** When chunks with words that were erased are looked for next. */
  #forgetAt = 0;
  #stopped = false;

  constructor(connection: Connection, logger: Logger | undefined) {
    this.#connection = connection;
    this.#logger = logger;
  }

  get waiting(): number {
    return this.#due.size;
  }

  /** So many entries of the room have come that no chunk covers. */
  note(roomId: string, entries: number): void {
    const due = this.#due.get(roomId);
    if (due !== undefined) due.entries += entries;
    else if (this.#due.size < CAPACITY)
      this.#due.set(roomId, { entries, since: performance.now() });
    this.#lookLater();
  }

  /** In the transaction that erases these messages: their words are forgotten soon after. */
  async erased(ids: readonly EntryId[], scope: InSession): Promise<void> {
    const { term_chunks } = this.#connection.collections;
    for (const id of ids) await markStale(term_chunks, id, scope);
    if (ids.length === 0) return;
    this.#forgetAt = 0;
    this.#lookLater();
  }

  start(): void {
    this.#lookLater();
  }

  /** Resolves when the room under way is done with. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #lookLater(): void {
    if (!this.#stopped) this.#timer ??= setTimeout(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    this.#timer = undefined;
    this.#lookLater();
    const now = performance.now();
    if (this.#stopped || this.#working !== undefined || now < this.#restingUntil) return;
    this.#working = this.#work(now)
      .catch((error: unknown) => {
        this.#restingUntil = performance.now() + RETRY_MS;
        this.#logger?.debug("words are gathered later", { error: String(error) });
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #work(now: number): Promise<void> {
    for (const [roomId, { entries, since }] of this.#due) {
      if (this.#stopped) return;
      if (entries < CHUNK_ENTRIES && now - since < CALM_MS) continue;
      // What comes while it is gathered counts for the next time; what fails is noted by the next entry.
      this.#due.delete(roomId);
      while (!this.#stopped && (await this.#gather(roomId)));
    }
    if (now < this.#forgetAt) return;
    this.#forgetAt = now + FORGET_MS;
    while (!this.#stopped && (await this.#forget()));
  }

  /** Gathers the words of one chunk anew, some of which were erased. True when there was one. */
  async #forget(): Promise<boolean> {
    const { rooms, term_chunks } = this.#connection.collections;
    const chunk = await this.#connection.run((scope) =>
      term_chunks.findOne({ stale: { $exists: true } }, { ...scope, projection: { terms: 0 } }),
    );
    if (chunk === null) return false;
    const { _id, to, stale = 0 } = chunk;
    const room = await this.#connection.run((scope) =>
      rooms.findOne({ _id: _id.room }, { ...scope, projection: { floor: 1 } }),
    );
    const from = Math.max(_id.from, room?.floor ?? 0);
    const terms = termsOf(await this.#rows(_id.room, from, to - from + 1));
    // Another erasure, or what came to the chunk meanwhile, is met the next time.
    await this.#connection.run((scope) =>
      term_chunks.updateOne({ _id, to, stale }, { $set: { terms }, $unset: { stale: 1 } }, scope),
    );
    return true;
  }

  /** One chunk, or what the last one has room for. True when there may be more. */
  async #gather(roomId: string): Promise<boolean> {
    const { rooms, term_chunks } = this.#connection.collections;
    const [room, [last]] = await Promise.all([
      this.#connection.run((scope) =>
        rooms.findOne({ _id: roomId, ...LIVE }, { ...scope, projection: { floor: 1 } }),
      ),
      this.#connection.run((scope) =>
        term_chunks
          .find({ _id: chunksOf(roomId) }, { ...scope, projection: { terms: 0 } })
          .sort({ _id: -1 })
          .limit(1)
          .toArray(),
      ),
    ]);
    if (room === null) return false;
    const from = Math.max(last === undefined ? 0 : last.to, room.floor - 1) + 1;
    const kept = last !== undefined && last.to >= room.floor - 1 ? last : undefined;
    const span = kept === undefined ? 0 : kept.to - kept._id.from + 1;
    const extended = span < CHUNK_ENTRIES ? kept : undefined;
    const limit = extended === undefined ? CHUNK_ENTRIES : CHUNK_ENTRIES - span;
    const rows = await this.#rows(roomId, from, limit);
    const newest = rows.at(-1);
    if (newest !== undefined && !(await this.#put(rows, newest, extended))) return true;
    await this.#recheck(rows);
    const indexedTo = newest?._id.seq ?? from - 1;
    const { matchedCount } = await this.#connection.run((scope) =>
      rooms.updateOne({ _id: roomId, ...LIVE }, { $max: { indexedTo } }, scope),
    );
    if (matchedCount === 0) {
      // Gone meanwhile, and maybe swept already.
      await this.#connection.run((scope) =>
        term_chunks.deleteMany({ _id: chunksOf(roomId) }, scope),
      );
    }
    return matchedCount === 1 && rows.length === limit;
  }

  /** What was erased between being read and being put into a chunk found no chunk to mark. */
  async #recheck(rows: readonly Row[]): Promise<void> {
    const { entries, term_chunks } = this.#connection.collections;
    const said = rows.filter(({ terms }) => terms !== undefined).map(({ _id }) => _id);
    if (said.length === 0) return;
    const erased = await this.#connection.run((scope) =>
      entries.findOne({ _id: { $in: said }, erased: true }, { ...scope, projection: { _id: 1 } }),
    );
    if (erased === null) return;
    await this.#connection.run((scope) => markStale(term_chunks, erased._id, scope));
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
        .limit(limit)
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
          { $set: ends, $addToSet: { terms: { $each: terms } } },
          scope,
        ),
      );
      return matchedCount === 1;
    }
    const [first = newest] = rows;
    const _id = { room: first._id.room, from: first._id.seq };
    try {
      await this.#connection.run((scope) =>
        term_chunks.insertOne({ _id, since: first.when, ...ends, terms }, scope),
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
