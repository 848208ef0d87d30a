import type { AppendOutcome, EntryRecord } from "../../../ports/store/log.ts";
import { StoreUnavailable } from "../../../ports/store/store.ts";
import type { Activity } from "./activity.ts";
import type { Connection } from "./connection.ts";
import { toEntryDocument, toEntryRecord } from "./entry-document.ts";
import { type End, type KnownEnds, nextN } from "./known-ends.ts";
import { applyChanges, changesMore, isDelete, targetOf } from "./log-changes.ts";
import type { EntryDocument, EntryId } from "./log-documents.ts";
import { duplicateAt, isDuplicateKey } from "./mongo-error.ts";
import type { RoomHeads } from "./room-heads.ts";
import type { TermIndexer } from "./term-indexer.ts";

/** Why a batch goes no further than it does, before it is written. */
type Cut = "seq" | "room" | undefined;

interface Checked {
  /** The beginning of the batch that fits the ends of its rooms, as far as these are known. */
  readonly documents: readonly EntryDocument[];
  readonly cut: Cut;
}

type FollowedDocument = Pick<EntryDocument, "_id" | "n" | "when">;

/**
 * Appends batches (DESIGN §2.2). One that only adds is one ordered insert, whose entries stand one by one. One that
 * also changes messages, or takes files, is a transaction: whoever reads meets the change and its entry together.
 */
export class LogAppender {
  readonly #connection: Connection;
  readonly #heads: RoomHeads;
  readonly #ends: KnownEnds;
  readonly #activity: Activity;
  readonly #indexer: TermIndexer;
  #conflicts = 0;

  constructor(
    connection: Connection,
    heads: RoomHeads,
    ends: KnownEnds,
    activity: Activity,
    indexer: TermIndexer,
  ) {
    this.#connection = connection;
    this.#heads = heads;
    this.#ends = ends;
    this.#activity = activity;
    this.#indexer = indexer;
  }

  get conflicts(): number {
    return this.#conflicts;
  }

  async append(batch: readonly EntryRecord[]): Promise<AppendOutcome> {
    if (batch.length === 0) await this.#connection.run(async () => undefined);
    const { documents, cut } = await this.#check(batch);
    const stored = await this.#write(documents);
    for (const document of documents.slice(0, stored)) {
      this.#ends.appended(document);
      this.#activity.note(document._id.room, document.at);
      this.#indexer.note(document._id.room, 1);
    }
    const refused = batch[stored];
    if (refused === undefined) return { status: "stored" };
    this.#conflicts += 1;
    this.#ends.forget(refused.roomId);
    return this.#conflict(refused, stored, stored === documents.length ? cut : undefined);
  }

  /** A count that is wrong throws, before anything is written: it is a mistake of the caller. */
  async #check(batch: readonly EntryRecord[]): Promise<Checked> {
    const ends = await this.#endsBefore(batch);
    const documents: EntryDocument[] = [];
    for (const record of batch) {
      const end = ends.get(record.roomId);
      if (end === undefined) return { documents, cut: "room" };
      // Beyond the end it would leave a hole, before it is taken.
      if (record.seq !== end.seq + 1) return { documents, cut: "seq" };
      if (record.n !== nextN(end, record)) {
        throw new Error(`append: ${record.roomId} ${record.seq} can't have n ${record.n}`);
      }
      const document = toEntryDocument(record, end.when);
      ends.set(record.roomId, { seq: record.seq, n: record.n, when: document.when });
      documents.push(document);
    }
    return { documents, cut: undefined };
  }

  /** Of rooms that are not gone. Those that this server appended to a moment ago are not asked for. */
  async #endsBefore(batch: readonly EntryRecord[]): Promise<Map<string, End>> {
    const ends = new Map<string, End>();
    const moved = new Map<string, EntryId>();
    const unknown = new Set<string>();
    for (const { roomId, seq } of batch) {
      if (ends.has(roomId) || moved.has(roomId) || unknown.has(roomId)) continue;
      const end = this.#ends.get(roomId);
      if (end === undefined) unknown.add(roomId);
      else if (seq <= end.seq + 1) ends.set(roomId, end);
      // Another server has appended meanwhile, and the caller was told of it.
      else moved.set(roomId, { room: roomId, seq: seq - 1 });
    }
    for (const { _id, n, when } of await this.#followed([...moved.values()])) {
      moved.delete(_id.room);
      ends.set(_id.room, { seq: _id.seq, n, when });
    }
    for (const [roomId, head] of await this.#heads.of([...unknown, ...moved.keys()])) {
      this.#ends.saw(head);
      ends.set(roomId, { seq: head.tip.seq, n: head.tip.n, when: head.when });
    }
    return ends;
  }

  /**
   * Entries that the batch follows, where they stand and their log goes on: each by its key, a tenth of what
   * looking for the end of a log costs. Whether something follows them the unique index tells, as ever.
   */
  async #followed(ids: readonly EntryId[]): Promise<readonly FollowedDocument[]> {
    if (ids.length === 0) return [];
    const { entries } = this.#connection.collections;
    return this.#connection.run((scope) =>
      entries
        .find<FollowedDocument>(
          { _id: { $in: [...ids] }, event: { $ne: "end" } },
          { ...scope, projection: { n: 1, when: 1 } },
        )
        .toArray(),
    );
  }

  /** How many were stored, from the first on. */
  async #write(documents: readonly EntryDocument[]): Promise<number> {
    let rest = documents;
    for (;;) {
      if (rest.length === 0) return 0;
      const changes = rest.some(changesMore);
      const stopped = changes ? await this.#insertWithChanges(rest) : await this.#insert(rest);
      if (stopped === undefined) return rest.length;
      if (!changes) return stopped;
      // The transaction left no trace: what comes before the conflict is written again without it.
      rest = rest.slice(0, stopped);
    }
  }

  /** Where it stopped; undefined when all is stored. */
  async #insert(documents: readonly EntryDocument[]): Promise<number | undefined> {
    const { entries } = this.#connection.collections;
    try {
      await this.#connection.run((scope) =>
        entries.insertMany(documents, { ...scope, ordered: true }),
      );
      return undefined;
    } catch (error) {
      return stoppedAt(error);
    }
  }

  async #insertWithChanges(documents: readonly EntryDocument[]): Promise<number | undefined> {
    const { collections } = this.#connection;
    try {
      await this.#connection.transaction(async (scope) => {
        await applyChanges(collections, documents, scope);
        await this.#indexer.erased(documents.filter(isDelete).map(targetOf), scope);
      });
      return undefined;
    } catch (error) {
      return stoppedAt(error);
    }
  }

  /**
   * A write that met a duplicate is answered once a majority has what it met, so the reads see it. A repeat
   * is told what stands, even where its seq is taken too.
   */
  async #conflict(refused: EntryRecord, stored: number, cut: Cut): Promise<AppendOutcome> {
    const { entries } = this.#connection.collections;
    const { roomId, seq, senderId, cid } = refused;
    if (cut === "room") return { status: "stopped", stored, conflict: "room" };
    const found = await this.#connection.run((scope) =>
      entries
        .find(
          { $or: [{ cid, sender: senderId, "_id.room": roomId }, { _id: { room: roomId, seq } }] },
          scope,
        )
        .toArray(),
    );
    const repeated = found.find((entry) => entry.cid === cid && entry.sender === senderId);
    if (repeated !== undefined) {
      return { status: "stopped", stored, conflict: "cid", existing: toEntryRecord(repeated) };
    }
    const ended = found.some(({ event }) => event === "end");
    return { status: "stopped", stored, conflict: ended ? "room" : "seq" };
  }
}

const stoppedAt = (error: unknown): number => {
  const stopped = duplicateAt(error);
  if (stopped !== undefined) return stopped;
  // What was written before the duplicate may yet be lost.
  if (isDuplicateKey(error)) {
    throw new StoreUnavailable("MongoDB: no majority has what was appended.", { cause: error });
  }
  throw error;
};
