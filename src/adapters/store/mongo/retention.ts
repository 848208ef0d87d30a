import type { Mark } from "../../../protocol/primitives.ts";
import { filesOf, releaseFiles, removeEntries } from "./attachment-uses.ts";
import type { Connection, InSession } from "./connection.ts";
import type { MemberDocument, RoomDocument } from "./documents.ts";
import type { EntryDocument } from "./log-documents.ts";
import { forward } from "./read-marks.ts";
import { chunksOf, markStale } from "./term-chunks.ts";

/** What one step removes at most. */
const ENTRIES_PER_STEP = 200;
/** An entry that comes to an empty log is not older than this by the clock of the database. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

type Row = Pick<EntryDocument, "_id" | "n" | "at" | "event" | "sender">;

/**
 * Removes the beginnings of logs, step by step. Several servers may do so at once, and any may be cut off in its
 * midst: the floor is raised before anything goes, and the time by which the room is found is moved last.
 */
export class Retention {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** True when there is more to do. */
  async step(before: number): Promise<boolean> {
    const { rooms } = this.#connection.collections;
    const due = await this.#connection.run((scope) =>
      rooms
        .find({ floorAt: { $lt: before } }, scope)
        .sort({ floorAt: 1 })
        .limit(1)
        .toArray(),
    );
    const [room] = due;
    if (room === undefined) return false;
    await this.#retain(room, before);
    return true;
  }

  async #retain(room: RoomDocument, before: number): Promise<void> {
    const rows = await this.#rows(room);
    const kept = rows.findIndex(({ at }) => at >= before);
    const doomed = kept === -1 ? rows : rows.slice(0, kept);
    const last = doomed.at(-1);
    const floor = last === undefined ? room.floor : last._id.seq + 1;
    if (last !== undefined) {
      await this.#keepMarks(room._id, doomed);
      if (!(await this.#raise(room, floor, last.n))) return;
    }
    await this.#removeBelow(room._id, floor);
    const next = kept === -1 ? undefined : rows[kept];
    // A step that was full goes on from where it ended.
    const full = kept === -1 && rows.length === ENTRIES_PER_STEP;
    await this.#moveOn(room._id, floor, full ? last?.at : next?.at, before);
  }

  #rows({ _id: room, floor }: RoomDocument): Promise<Row[]> {
    const { entries } = this.#connection.collections;
    const range = { $gte: { room, seq: floor }, $lt: { room, seq: Number.MAX_SAFE_INTEGER } };
    return this.#connection.run((scope) =>
      entries
        .find<Row>({ _id: range }, { ...scope, projection: { n: 1, at: 1, event: 1, sender: 1 } })
        .sort({ _id: 1 })
        .limit(ENTRIES_PER_STEP)
        .toArray(),
    );
  }

  /** What a sender has read is known by what they sent: once that is gone, by their stored mark alone. */
  async #keepMarks(room: string, doomed: readonly Row[]): Promise<void> {
    const sent = new Map<string, Mark>();
    for (const { event, sender, _id, n } of doomed) {
      if (event === "message") sent.set(sender, { seq: _id.seq, n });
    }
    if (sent.size === 0) return;
    const { members } = this.#connection.collections;
    const updates = Array.from(sent, ([user, mark]) => {
      const _id: MemberDocument["_id"] = { room, user };
      return { updateOne: { filter: { _id }, update: [{ $set: forward(mark) }] } };
    });
    await this.#connection.run((scope) => members.bulkWrite(updates, { ...scope, ordered: false }));
  }

  /** False when another server did. */
  async #raise(room: RoomDocument, floor: number, floorN: number): Promise<boolean> {
    const { rooms } = this.#connection.collections;
    const { matchedCount } = await this.#connection.run((scope) =>
      rooms.updateOne({ _id: room._id, floor: room.floor }, { $set: { floor, floorN } }, scope),
    );
    return matchedCount === 1;
  }

  /** All but the last entry of the log, which keeps its number and loses what it says. */
  async #removeBelow(room: string, floor: number): Promise<void> {
    const { entries, reactions, term_chunks } = this.#connection.collections;
    const [newest] = await this.#connection.run((scope) =>
      entries
        .find(
          { _id: { $gt: { room, seq: 0 }, $lt: { room, seq: Number.MAX_SAFE_INTEGER } } },
          { ...scope, projection: { "attachments.id": 1 } },
        )
        .sort({ _id: -1 })
        .limit(1)
        .toArray(),
    );
    if (newest === undefined) return;
    if (newest._id.seq < floor) await this.#retire(newest);
    const seq = Math.min(floor, newest._id.seq);
    await removeEntries(this.#connection, { $gt: { room, seq: 0 }, $lt: { room, seq } });
    await this.#connection.run((scope) =>
      term_chunks.deleteMany({ _id: chunksOf(room), to: { $lt: floor } }, scope),
    );
    await this.#connection.run((scope) => markStale(term_chunks, { room, seq: floor - 1 }, scope));
    const first = { room, target: 0, user: "", emoji: "" };
    await this.#connection.run((scope) =>
      reactions.deleteMany({ _id: { $gt: first, $lt: { ...first, target: floor } } }, scope),
    );
  }

  async #retire(newest: Pick<EntryDocument, "_id" | "attachments">): Promise<void> {
    const { collections } = this.#connection;
    const retire = (scope: InSession) =>
      collections.entries.updateOne(
        { _id: newest._id },
        {
          $set: { retired: true, erased: true },
          $unset: { content: 1, terms: 1, mentions: 1, attachments: 1, tallies: 1 },
        },
        scope,
      );
    const files = filesOf([newest]);
    if (files.length === 0) {
      await this.#connection.run(retire);
      return;
    }
    await this.#connection.transaction(async (scope) => {
      await retire(scope);
      await releaseFiles(collections, files, scope);
    });
  }

  async #moveOn(
    room: string,
    floor: number,
    floorAt: number | undefined,
    before: number,
  ): Promise<void> {
    const { rooms } = this.#connection.collections;
    const nowish = { $toDouble: { $subtract: [{ $toLong: "$$NOW" }, CLOCKS_DIFFER_MS] } };
    await this.#connection.run((scope) =>
      rooms.updateOne(
        { _id: room, floor, floorAt: { $exists: true } },
        [{ $set: { floorAt: floorAt ?? { $max: [before, nowish] } } }],
        scope,
      ),
    );
  }
}
