import type { EntryRecord, HistoryPage, HistoryQuery } from "../../../ports/store/log.ts";
import type { Connection, Statement } from "./connection.ts";
import { type EntryRow, EVENT, SELECT_ENTRY, toEntryRecord } from "./entry-row.ts";
import type { LogEnds, LogNumbers } from "./log-numbers.ts";

/** A stretch of a room's messages by their numbers, both ends included; empty when first > last. */
interface Window {
  readonly first: number;
  readonly last: number;
}

/** With so many entries for each message in a stretch, messages are fetched one by one. */
const SPARSE = 40;

const EMPTY: HistoryPage = { messages: [], changes: [], hasBefore: false, hasAfter: false };

/** Windows of messages with their changes. */
export class LogHistory {
  readonly #numbers: LogNumbers;
  readonly #stretch: Statement<EntryRow>;
  readonly #one: Statement<EntryRow>;
  readonly #changesOfStretch: Statement<EntryRow>;
  readonly #changesOf: Statement<EntryRow>;
  readonly #messagesAt: Statement<EntryRow>;

  constructor(connection: Connection, numbers: LogNumbers) {
    this.#numbers = numbers;
    const messages = `e.event = ${EVENT.message}`;
    this.#stretch = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.seq BETWEEN ? AND ? AND ${messages} ORDER BY e.seq`,
    );
    this.#one = connection.prepare(`${SELECT_ENTRY} WHERE e.room = ? AND e.seq = ?`);
    // The + keeps SQLite from walking the whole room by seq to save the sort of a few changes.
    this.#changesOfStretch = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.target BETWEEN ? AND ? ORDER BY +e.seq`,
    );
    this.#messagesAt = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.seq IN (SELECT value FROM json_each(?)) AND ${messages}
        ORDER BY e.seq`,
    );
    this.#changesOf = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.target IN (SELECT value FROM json_each(?))
        ORDER BY +e.seq`,
    );
  }

  page(roomId: string, room: number, query: HistoryQuery): HistoryPage {
    const ends = this.#numbers.ends(room);
    if (ends === undefined) return EMPTY;
    const { first, last } = this.#window(room, ends, query);
    const hasBefore = Math.min(first - 1, ends.n) > ends.floorN;
    const hasAfter = Math.max(last, ends.floorN) < ends.n;
    if (first > last) return { ...EMPTY, hasBefore, hasAfter };
    const messages = this.#messages(roomId, room, ends, { first, last });
    const lowest = messages[0]?.seq ?? 0;
    const highest = messages.at(-1)?.seq ?? 0;
    const changes = this.#changesOfStretch.all(roomId, room, lowest, highest);
    return { messages, changes: changes.map(toEntryRecord), hasBefore, hasAfter };
  }

  /** The messages among `seqs`, with their changes. */
  at(roomId: string, room: number, seqs: readonly number[]): HistoryPage {
    if (seqs.length === 0) return EMPTY;
    const list = JSON.stringify(seqs);
    const messages = this.#messagesAt.all(roomId, room, list).map(toEntryRecord);
    const changes = this.#changesOf.all(roomId, room, list).map(toEntryRecord);
    return { ...EMPTY, messages, changes };
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
