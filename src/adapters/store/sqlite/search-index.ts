import { rmSync } from "node:fs";
import { searchTerms } from "../../../protocol/search-terms.ts";
import { Connection, type Statement } from "./connection.ts";
import { EVENT } from "./entry-row.ts";
import type { SearchMatch } from "./worker-messages.ts";

/** Whenever what is indexed, or how, changes: an index of another version is made anew. */
const VERSION = 3;
const BUSY_MS = 1_000;

/**
 * FTS5 without content: it holds words and where they are, not the messages. Terms are folded before
 * (protocol/search-terms.ts), so the tokenizer only splits at spaces. Rooms, senders and what a message
 * carries are words of columns of their own, so that they narrow a search as words do. One to four letters have an index
 * of their own, as they begin too many words to gather: that takes 5 ms where half of 100,000 messages match.
 */
const SCHEMA = `
CREATE VIRTUAL TABLE words USING fts5 (
  room, sender, has, body, content = '', contentless_delete = 1, detail = column,
  prefix = '1 2 3 4', tokenize = "ascii tokenchars '_'"
);
CREATE TABLE progress (database_id TEXT NOT NULL, entry INTEGER NOT NULL) STRICT;
PRAGMA user_version = ${VERSION};
`;

/** Derived from the entries: what a power cut takes is indexed again, so it need not wait for the disk. */
const PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
PRAGMA cache_size = -8192;
PRAGMA journal_size_limit = ${16 * 1024 * 1024};
`;

interface SourceRow {
  readonly id: number;
  readonly room: number;
  readonly sender: number;
  readonly event: number;
  readonly target: number | null;
  readonly erased: number;
  readonly attachments: string | null;
  readonly content: string | null;
}

/** ASCII that is no letter, digit or `_` comes out of some folded numerals (⑴), and would split the term. */
const SPLITTING = /[\0-/:-^`{-\x7f]/gu;
const token = (term: string): string => term.replace(SPLITTING, "\ue000");
/** Words of a column, told from others by their letter. */
const roomToken = (room: number): string => `r${room.toString(36)}`;
const senderToken = (sender: number): string => `s${sender.toString(36)}`;

const FILE_TOKEN = "file";
const SOURCE_COLUMNS = "id, room, sender, event, target, erased, attachments, content";

/** The FTS5 expression of a search: all terms, one of the rooms. */
export const matchExpression = ({ terms, rooms, sender, withFiles }: SearchMatch): string => {
  const words = terms.map((term) => `body : "${token(term)}" *`);
  const where = `room : (${rooms.map((room) => `"${roomToken(room)}"`).join(" OR ")})`;
  const who = sender === undefined ? [] : [`sender : "${senderToken(sender)}"`];
  const what = withFiles === true ? [`has : "${FILE_TOKEN}"`] : [];
  return [where, ...who, ...what, ...words].join(" AND ");
};

/** The index file and how far it follows the entries of `source`. */
export class SearchIndex {
  readonly #index: Connection;
  readonly #batch: Statement<SourceRow>;
  readonly #target: Statement<SourceRow>;
  readonly #insert: Statement<never>;
  readonly #delete: Statement<never>;
  readonly #setProgress: Statement<never>;
  #upTo: number;

  /** Throws when the file is damaged, of another version or of another database: `SearchIndex.rebuild`. */
  constructor(file: string, source: Connection) {
    this.#index = new Connection(file, { timeoutMs: BUSY_MS });
    try {
      this.#index.execute(PRAGMAS);
      this.#upTo = prepareIndex(this.#index, source);
      this.#batch = source.prepare(
        `SELECT ${SOURCE_COLUMNS} FROM entries
          WHERE id > ? ORDER BY id LIMIT ?`,
      );
      this.#target = source.prepare(
        `SELECT ${SOURCE_COLUMNS} FROM entries
          WHERE room = ? AND seq = ? AND event = ${EVENT.message}`,
      );
      this.#insert = this.#index.prepare(
        "INSERT OR REPLACE INTO words (rowid, room, sender, has, body) VALUES (?, ?, ?, ?, ?)",
      );
      this.#delete = this.#index.prepare("DELETE FROM words WHERE rowid = ?");
      this.#setProgress = this.#index.prepare("UPDATE progress SET entry = ?");
    } catch (error) {
      this.#index.close();
      throw error;
    }
  }

  /** Opens the index, made anew where it can't be used as it is: nothing in it is only there. */
  static open(file: string, source: Connection): SearchIndex {
    try {
      return new SearchIndex(file, source);
    } catch {
      removeIndex(file);
      return new SearchIndex(file, source);
    }
  }

  /** The id of the last entry that it has seen. */
  get upTo(): number {
    return this.#upTo;
  }

  /** Takes in up to `limit` entries more. False when there were none. */
  advance(limit: number): boolean {
    const rows = this.#batch.all(this.#upTo, limit);
    const last = rows.at(-1)?.id;
    if (last === undefined) return false;
    this.#index.transaction(() => {
      for (const row of rows) this.#take(row);
      this.#setProgress.run(last);
    });
    this.#upTo = last;
    return true;
  }

  forget(entries: readonly number[]): void {
    this.#index.transaction(() => {
      for (const id of entries) this.#delete.run(id);
    });
  }

  /** Ids of entries from `least` on and below `before`, descending. */
  find(expression: string, least: number, before: number, limit: number): number[] {
    return this.#index
      .prepare<{ rowid: number }>(
        `SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?
          ORDER BY rowid DESC LIMIT ?`,
      )
      .all(expression, least, before, limit)
      .map((row) => row.rowid);
  }

  close(): void {
    this.#index.close();
  }

  #take(row: SourceRow): void {
    if (row.event === EVENT.message) {
      if (row.erased === 0) this.#put(row, row.content);
      return;
    }
    if ((row.event !== EVENT.edit && row.event !== EVENT.delete) || row.target === null) return;
    const message = this.#target.get(row.room, row.target);
    if (message === undefined) return;
    if (row.event === EVENT.delete || message.erased === 1) this.#delete.run(message.id);
    else this.#put(message, row.content);
  }

  #put({ id, room, sender, attachments }: SourceRow, content: string | null): void {
    const body = searchTerms(content ?? "")
      .map(token)
      .join(" ");
    const has = attachments === null ? "" : FILE_TOKEN;
    this.#insert.run(id, roomToken(room), senderToken(sender), has, body);
  }
}

export const removeIndex = (file: string): void => {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
};

/** How far the index has come; throws when it is not one of this database in this version. */
const prepareIndex = (index: Connection, source: Connection): number => {
  const own = source.prepare<{ id: string; last: number }>(
    `SELECT (SELECT value FROM meta WHERE name = 'database_id') AS id,
      max(coalesce((SELECT max(id) FROM entries), 0),
        (SELECT value FROM meta WHERE name = 'last_removed_entry')) AS last`,
  );
  const { id, last } = own.get() ?? { id: "", last: 0 };
  if (index.pragma("user_version") === 0) {
    index.transaction(() => {
      index.execute(SCHEMA);
      index.prepare("INSERT INTO progress (database_id, entry) VALUES (?, 0)").run(id);
    });
    return 0;
  }
  const version = index.pragma("user_version");
  if (version !== VERSION) throw new Error(`the search index has version ${version}`);
  const progress = index
    .prepare<{ database_id: string; entry: number }>("SELECT database_id, entry FROM progress")
    .get();
  // Ahead of its database, it belongs to a later state than the one that was restored.
  if (progress === undefined || progress.database_id !== id || progress.entry > last) {
    throw new Error("the search index belongs to another database");
  }
  return progress.entry;
};
