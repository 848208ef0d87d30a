import { removeEntries } from "./attachment-uses.ts";
import type { Connection } from "./connection.ts";
import type { EntryDocument, EntryId } from "./log-documents.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import { chunksOf } from "./term-chunks.ts";

/** What one step removes of each kind. */
const PER_STEP = 500;
/** Longer than any append can be under way: until then the seq that it would take is taken. */
const LATEST_APPEND_MS = 24 * 60 * 60_000;

/**
 * Removes what rooms that are gone have left behind, in steps; any server may, and may be cut off anywhere.
 *
 * An append asks no room whether it is there. Instead the log of a room that is gone is closed by an `end`, at
 * the seq that comes next: a server that has not heard of it meets the unique index, as it would any other
 * entry. The end stays for a day.
 */
export class RoomRemoval {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One step over all rooms that are gone. True when there is more to do. */
  async step(): Promise<boolean> {
    const { rooms } = this.#connection.collections;
    const room = await this.#connection.run((scope) =>
      rooms.findOne(
        { removed: true, purgeAt: { $exists: false } },
        { ...scope, projection: { _id: 1 } },
      ),
    );
    if (room === null) return false;
    if (!(await this.#remove(room._id))) await this.#purgeLater(room._id);
    return true;
  }

  /** One step. True when there is more to do. */
  async #remove(room: string): Promise<boolean> {
    const end = await this.#closeLog(room);
    if (end === undefined) return true;
    const counts = [
      await this.#removeEntries(room, end),
      await this.#removeMembers(room),
      await this.#removeInvites(room),
      await this.#removeReactions(room),
      await this.#removeTermChunks(room),
    ];
    return counts.some((count) => count >= PER_STEP);
  }

  /** The seq of the log's end; undefined when an append came first. */
  async #closeLog(room: string): Promise<number | undefined> {
    const { entries } = this.#connection.collections;
    const [newest] = await this.#connection.run((scope) =>
      entries
        .find({ _id: rangeOf(room) }, { ...scope, projection: { event: 1, n: 1, at: 1, when: 1 } })
        .sort({ _id: -1 })
        .limit(1)
        .toArray(),
    );
    if (newest?.event === "end") return newest._id.seq;
    const end: EntryDocument = {
      _id: { room, seq: (newest?._id.seq ?? 0) + 1 },
      event: "end",
      n: newest?.n ?? 0,
      id: "",
      cid: "",
      sender: "",
      at: newest?.at ?? 0,
      when: newest?.when ?? 0,
      server: "",
    };
    try {
      await this.#connection.run((scope) => entries.insertOne(end, scope));
      return end._id.seq;
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  async #removeEntries(room: string, end: number): Promise<number> {
    const { entries } = this.#connection.collections;
    const doomed = { $gt: { room, seq: 0 }, $lt: { room, seq: end } };
    const found = await this.#connection.run((scope) =>
      entries
        .find({ _id: doomed }, { ...scope, projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(PER_STEP)
        .toArray(),
    );
    const last: EntryId | undefined = found.at(-1)?._id;
    if (last === undefined) return 0;
    await removeEntries(this.#connection, { $gt: { room, seq: 0 }, $lte: last });
    return found.length;
  }

  async #removeMembers(room: string): Promise<number> {
    const { members } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      members
        .find({ "_id.room": room }, { ...scope, projection: { _id: 1 } })
        .limit(PER_STEP)
        .toArray(),
    );
    await this.#connection.run((scope) =>
      members.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }, scope),
    );
    return found.length;
  }

  async #removeInvites(room: string): Promise<number> {
    const { invites } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      invites
        .find({ room }, { ...scope, projection: { _id: 1 } })
        .limit(PER_STEP)
        .toArray(),
    );
    await this.#connection.run((scope) =>
      invites.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }, scope),
    );
    return found.length;
  }

  async #removeReactions(room: string): Promise<number> {
    const { reactions } = this.#connection.collections;
    const first = { room, target: 0, user: "", emoji: "" };
    const range = { $gt: first, $lt: { ...first, target: Number.MAX_SAFE_INTEGER } };
    const found = await this.#connection.run((scope) =>
      reactions
        .find({ _id: range }, { ...scope, projection: { _id: 1 } })
        .limit(PER_STEP)
        .toArray(),
    );
    await this.#connection.run((scope) =>
      reactions.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }, scope),
    );
    return found.length;
  }

  async #removeTermChunks(room: string): Promise<number> {
    const { term_chunks } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      term_chunks
        .find({ _id: chunksOf(room) }, { ...scope, projection: { _id: 1 } })
        .limit(PER_STEP)
        .toArray(),
    );
    await this.#connection.run((scope) =>
      term_chunks.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }, scope),
    );
    return found.length;
  }

  async #purgeLater(room: string): Promise<void> {
    const { rooms, entries } = this.#connection.collections;
    const purge = [{ $set: { purgeAt: { $add: ["$$NOW", LATEST_APPEND_MS] } } }];
    await this.#connection.run((scope) =>
      entries.updateMany({ _id: rangeOf(room), event: "end" }, purge, scope),
    );
    await this.#connection.run((scope) => rooms.updateOne({ _id: room }, purge, scope));
  }
}

const rangeOf = (room: string) => ({
  $gt: { room, seq: 0 },
  $lt: { room, seq: Number.MAX_SAFE_INTEGER },
});
