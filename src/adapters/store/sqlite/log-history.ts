import type {
  EntryRecord,
  HistoryPage,
  HistoryQuery,
  ReactionTally,
} from "../../../ports/store/log.ts";
import { EMPTY_HISTORY } from "../page.ts";
import type { Connection, Statement } from "./connection.ts";
import { type EntryRow, EVENT, SELECT_ENTRY, toEntryRecord } from "./entry-row.ts";
import type { Keys } from "./keys.ts";
import type { LogEnds, LogNumbers } from "./log-numbers.ts";
import type { LogReactions } from "./log-reactions.ts";

/** A stretch of a room's messages by their numbers, both ends included; empty when first > last. */
interface Window {
  readonly first: number;
  readonly last: number;
}

/** With so many entries for each message in a stretch, messages are fetched one by one. */
const SPARSE = 40;

/** The newest entry of a kind about each of the messages at the seqs given. */
const newestOf = (event: number): string =>
  `SELECT (SELECT id FROM entries WHERE room = ? AND target = j.value AND event = ${event}
    ORDER BY id DESC LIMIT 1) FROM json_each(?) j`;

/** Windows of messages with their changes. */
export class LogHistory {
  readonly #keys: Keys;
  readonly #numbers: LogNumbers;
  readonly #reactions: LogReactions;
  readonly #stretch: Statement<EntryRow>;
  readonly #one: Statement<EntryRow>;
  readonly #changesOf: Statement<EntryRow>;
  readonly #messagesAt: Statement<EntryRow>;

  constructor(connection: Connection, keys: Keys, numbers: LogNumbers, reactions: LogReactions) {
    this.#keys = keys;
    this.#numbers = numbers;
    this.#reactions = reactions;
    const messages = `e.event = ${EVENT.message}`;
    this.#stretch = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.seq BETWEEN ? AND ? AND ${messages} ORDER BY e.seq`,
    );
    this.#one = connection.prepare(`${SELECT_ENTRY} WHERE e.room = ? AND e.seq = ?`);
    this.#messagesAt = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.seq IN (SELECT value FROM json_each(?)) AND ${messages}
        ORDER BY e.seq`,
    );
    this.#changesOf = connection.prepare(
      `${SELECT_ENTRY} WHERE e.id IN (${newestOf(EVENT.edit)} UNION ALL ${newestOf(EVENT.delete)})
        ORDER BY e.id`,
    );
  }

  page(roomId: string, room: number, query: HistoryQuery): HistoryPage {
    const ends = this.#numbers.ends(room);
    if (ends === undefined) return EMPTY_HISTORY;
    const { first, last } = this.#window(room, ends, query);
    const hasBefore = Math.min(first - 1, ends.n) > ends.floorN;
    const hasAfter = Math.max(last, ends.floorN) < ends.n;
    if (first > last) return { ...EMPTY_HISTORY, hasBefore, hasAfter };
    const messages = this.#messages(roomId, room, ends, { first, last });
    const about = this.#about(roomId, room, messages, query.viewerId);
    return { messages, ...about, hasBefore, hasAfter };
  }

  /** The messages among `seqs`, with their changes. */
  at(
    roomId: string,
    room: number,
    seqs: readonly number[],
    viewerId: string | undefined,
  ): HistoryPage {
    if (seqs.length === 0) return EMPTY_HISTORY;
    const messages = this.#messagesAt.all(roomId, room, JSON.stringify(seqs)).map(toEntryRecord);
    return { ...EMPTY_HISTORY, messages, ...this.#about(roomId, room, messages, viewerId) };
  }

  #about(
    roomId: string,
    room: number,
    messages: readonly EntryRecord[],
    viewerId: string | undefined,
  ): Pick<HistoryPage, "changes" | "reactions"> {
    const seqs = JSON.stringify(messages.map(({ seq }) => seq));
    const changes = this.#changesOf.all(roomId, room, seqs, room, seqs).map(toEntryRecord);
    return { changes, reactions: this.#tallies(room, seqs, viewerId) };
  }

  #tallies(room: number, seqs: string, viewerId: string | undefined): ReactionTally[] {
    if (viewerId === undefined) return [];
    // A viewer whom nobody knows has reacted to nothing.
    return this.#reactions.tallies(room, seqs, this.#keys.users.get(viewerId) ?? 0);
  }

  #window(room: number, ends: LogEnds, query: HistoryQuery): Window {
    const { before, after, around, limit } = query;
    const lowest = ends.floorN + 1;
    if (after !== undefined) {
      const first = Math.max(this.#numbers.countAt(room, ends, after) + 1, lowest);
      return { first, last: Math.min(first + limit - 1, ends.n) };
    }
    if (around !== undefined) {
      const at = this.#numbers.countAt(room, ends, around - 1) + 1;
      // Half before it, and what one side lacks from the other.
      const latest = Math.max(ends.n - limit + 1, lowest);
      const first = Math.min(Math.max(at - Math.floor(limit / 2), lowest), latest);
      return { first, last: Math.min(first + limit - 1, ends.n) };
    }
    const last = before === undefined ? ends.n : this.#numbers.countAt(room, ends, before - 1);
    return { first: Math.max(last - limit + 1, lowest), last };
  }

  #messages(roomId: string, room: number, ends: LogEnds, { first, last }: Window): EntryRecord[] {
    const from = this.#numbers.seqOf(room, ends, first);
    const to = this.#numbers.seqOf(room, ends, last);
    const count = last - first + 1;
    if (to - from < SPARSE * count) {
      return this.#stretch.all(roomId, room, from, to).map(toEntryRecord);
    }
    const messages: EntryRecord[] = [];
    for (let n = first; n <= last; n += 1) {
      const row = this.#one.get(roomId, room, this.#numbers.seqOf(room, ends, n));
      if (row !== undefined) messages.push(toEntryRecord(row));
    }
    return messages;
  }
}
