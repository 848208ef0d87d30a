import type { Filter, Sort } from "mongodb";
import type {
  EntryRecord,
  HistoryPage,
  HistoryQuery,
  ReactionTally,
} from "../../../ports/store/log.ts";
import { EMPTY_HISTORY } from "../page.ts";
import type { Connection } from "./connection.ts";
import { toEntryRecord } from "./entry-document.ts";
import { LIVE } from "./live-rooms.ts";
import type { EntryDocument, EntryId } from "./log-documents.ts";

/** Messages in ascending order, and whether there are others beyond. */
interface Window {
  readonly messages: readonly EntryDocument[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

const ASCENDING: Sort = { "_id.seq": 1 };
const DESCENDING: Sort = { "_id.seq": -1 };

/** Windows of messages with what came of them: each message knows its last edit, its delete and its tallies. */
export class LogHistory {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async page(query: HistoryQuery): Promise<HistoryPage> {
    const { rooms } = this.#connection.collections;
    const [room, window] = await Promise.all([
      this.#connection.run((scope) =>
        rooms.findOne({ _id: query.roomId, ...LIVE }, { ...scope, projection: { floor: 1 } }),
      ),
      this.#window(query),
    ]);
    if (room === null) return EMPTY_HISTORY;
    // Between the raising of a floor and the removal below it they are still there.
    const messages = window.messages.filter(({ _id }) => _id.seq >= room.floor);
    const cut = messages.length < window.messages.length;
    return {
      ...(await this.#about(query.roomId, messages, query.viewerId)),
      hasBefore: window.hasBefore && !cut,
      hasAfter: window.hasAfter,
    };
  }

  /** The messages among `seqs`, with their changes. */
  async at(
    roomId: string,
    seqs: readonly number[],
    viewerId: string | undefined,
  ): Promise<HistoryPage> {
    if (seqs.length === 0) return EMPTY_HISTORY;
    const { rooms } = this.#connection.collections;
    const ids = seqs.map((seq) => ({ room: roomId, seq }));
    const [room, messages] = await Promise.all([
      this.#connection.run((scope) => rooms.findOne({ _id: roomId, ...LIVE }, scope)),
      this.#find({ _id: { $in: ids }, event: "message" }, ASCENDING, ids.length),
    ]);
    if (room === null) return EMPTY_HISTORY;
    const kept = messages.filter(({ _id }) => _id.seq >= room.floor);
    return { ...EMPTY_HISTORY, ...(await this.#about(roomId, kept, viewerId)) };
  }

  /** In the order of their ids. */
  async reactors(room: string, target: number, emoji: string, limit: number): Promise<string[]> {
    const { reactions } = this.#connection.collections;
    const first = { room, target, user: "", emoji: "" };
    const found = await this.#connection.run((scope) =>
      reactions
        .find(
          {
            _id: { $gt: first, $lt: { ...first, target: target + 1 } },
            "_id.emoji": emoji,
            on: true,
          },
          { ...scope, projection: { _id: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return found.map(({ _id }) => _id.user);
  }

  async #window({ roomId, before, after, around, limit }: HistoryQuery): Promise<Window> {
    if (after !== undefined) {
      const [from, hasBefore] = await Promise.all([
        this.#messages(roomId, { $gt: after }, ASCENDING, limit + 1),
        this.#any(roomId, { $lte: after }),
      ]);
      return { messages: from.slice(0, limit), hasBefore, hasAfter: from.length > limit };
    }
    if (around !== undefined) return this.#around(roomId, around, limit);
    const [upTo, hasAfter] = await Promise.all([
      this.#messages(roomId, before === undefined ? {} : { $lt: before }, DESCENDING, limit + 1),
      before === undefined ? false : this.#any(roomId, { $gte: before }),
    ]);
    const messages = upTo.slice(0, limit).toReversed();
    return { messages, hasBefore: upTo.length > limit, hasAfter };
  }

  /** Half before it, and what one side lacks from the other. */
  async #around(roomId: string, around: number, limit: number): Promise<Window> {
    const [before, from] = await Promise.all([
      this.#messages(roomId, { $lt: around }, DESCENDING, limit + 1),
      this.#messages(roomId, { $gte: around }, ASCENDING, limit + 1),
    ]);
    const all = [...before.toReversed(), ...from];
    const latest = Math.max(all.length - limit, 0);
    const first = Math.min(Math.max(before.length - Math.floor(limit / 2), 0), latest);
    return {
      messages: all.slice(first, first + limit),
      hasBefore: first > 0,
      hasAfter: first + limit < all.length,
    };
  }

  #messages(
    roomId: string,
    seq: { readonly $gt?: number; readonly $gte?: number; readonly $lt?: number },
    sort: Sort,
    limit: number,
  ): Promise<EntryDocument[]> {
    const bounds = Object.keys(seq).length === 0 ? {} : { "_id.seq": seq };
    return this.#find({ "_id.room": roomId, event: "message", ...bounds }, sort, limit);
  }

  async #any(
    roomId: string,
    seq: { readonly $lte?: number; readonly $gte?: number },
  ): Promise<boolean> {
    const filter = { "_id.room": roomId, event: "message", "_id.seq": seq } as const;
    return (await this.#find(filter, DESCENDING, 1)).length > 0;
  }

  #find(filter: Filter<EntryDocument>, sort: Sort, limit: number): Promise<EntryDocument[]> {
    const { entries } = this.#connection.collections;
    return this.#connection.run((scope) =>
      entries
        .find({ ...filter, retired: { $exists: false } }, { ...scope, projection: { terms: 0 } })
        .sort(sort)
        .limit(limit)
        .toArray(),
    );
  }

  async #about(
    room: string,
    messages: readonly EntryDocument[],
    viewerId: string | undefined,
  ): Promise<Pick<HistoryPage, "messages" | "changes" | "reactions">> {
    const seqs = messages
      .flatMap(({ edited, deleted }) => [edited, deleted])
      .filter((seq) => seq !== undefined);
    const [changes, reactions] = await Promise.all([
      this.#changes(seqs.map((seq) => ({ room, seq }))),
      viewerId === undefined ? [] : this.#tallies(messages, viewerId),
    ]);
    return { messages: messages.map(toEntryRecord), changes, reactions };
  }

  async #changes(ids: readonly EntryId[]): Promise<EntryRecord[]> {
    if (ids.length === 0) return [];
    const found = await this.#find({ _id: { $in: [...ids] } }, ASCENDING, ids.length);
    return found.map(toEntryRecord);
  }

  async #tallies(messages: readonly EntryDocument[], user: string): Promise<ReactionTally[]> {
    const shown = messages.flatMap(({ _id, tallies = [] }) =>
      tallies.map(({ emoji, count }) => ({ room: _id.room, target: _id.seq, emoji, count })),
    );
    if (shown.length === 0) return [];
    const { reactions } = this.#connection.collections;
    const ids = shown.map(({ room, target, emoji }) => ({ room, target, user, emoji }));
    const own = await this.#connection.run((scope) =>
      reactions.find({ _id: { $in: ids }, on: true }, scope).toArray(),
    );
    const mine = new Set(own.map(({ _id }) => `${_id.target} ${_id.emoji}`));
    return shown.map(({ target, emoji, count }) => ({
      target,
      emoji,
      count,
      own: mine.has(`${target} ${emoji}`),
    }));
  }
}
