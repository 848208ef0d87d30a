import type { SearchAnswer } from "../../../ports/store/log.ts";
import { Connection, type Statement } from "./connection.ts";
import { EVENT } from "./entry-row.ts";
import { EntryTimes } from "./entry-times.ts";
import { matchExpression, removeIndex, SearchIndex } from "./search-index.ts";
import { SQLITE, sqliteCode } from "./sqlite-error.ts";
import type { FromWorker, SearchMatch, ToWorker, WorkerOptions } from "./worker-messages.ts";

/** Entries indexed at once: some 15 ms, the longest that a search waits for its turn. */
const BATCH = 512;
/**
 * How long it rests after a step, in times of what that took: sends come first on a small machine. Nobody
 * waiting, indexing takes a fifth of the time; so far behind that a search might come too late, half; and
 * four fifths while one waits. A few entries cost twice as much each as many do at once.
 */
const REST = { idle: 4, behind: 1, waiting: 0.25 } as const;
const FAR_BEHIND = 10_000;
const LEAST_REST_MS = 5;
/**
 * Fewer than these are not worth a step while nobody waits: it would take a core from their fan-out, and a
 * search has them indexed first in a few ms. After such a time they are indexed all the same.
 */
const FEW = 128;
const CALM_REST_MS = 2_000;
const REMOVALS_PER_STEP = 500;
const CHECKPOINT_MS = 1_000;
/** A checkpoint makes commits beside it wait for the disk: so many entries are worth it, or such a time, or a pause. */
const CHECKPOINT_ENTRIES = 2_000;
const LONGEST_CHECKPOINT_MS = 10_000;
const CATCH_UP_MS = 2_000;

interface Waiting {
  readonly id: number;
  readonly upTo: number;
  readonly match: SearchMatch;
  readonly deadline: number;
}
interface HitRow {
  readonly room_id: string;
  readonly seq: number;
}

export class StoreWorker {
  readonly #options: WorkerOptions;
  readonly #post: (message: FromWorker) => void;
  readonly #database: Connection;
  readonly #hit: Statement<HitRow>;
  readonly #times: EntryTimes;
  readonly #checkpointTimer: NodeJS.Timeout;
  #index: SearchIndex;
  #waiting: Waiting[] = [];
  #upTo = 0;
  #removals = true;
  #timer: NodeJS.Timeout | undefined;
  /** When the first of what the timer is for came. */
  #pendingSince = 0;
  /** The last step, in ms. */
  #ended = Number.NEGATIVE_INFINITY;
  #took = 0;
  /** Since the last checkpoint. */
  #wrote = true;
  #wroteAt = performance.now();
  #checkpointedAt = Number.NEGATIVE_INFINITY;
  #checkpointedUpTo = 0;

  constructor(options: WorkerOptions, post: (message: FromWorker) => void) {
    this.#options = options;
    this.#post = post;
    this.#database = new Connection(options.databaseFile, { timeoutMs: 0 });
    this.#index = SearchIndex.open(options.indexFile, this.#database);
    this.#hit = this.#database.prepare(
      `SELECT r.id AS room_id, e.seq FROM entries e JOIN rooms r ON r.key = e.room
        WHERE e.id = ? AND e.event = ${EVENT.message} AND e.erased = 0`,
    );
    this.#times = new EntryTimes(this.#database);
    this.#checkpointTimer = setInterval(() => this.#checkpoint(), CHECKPOINT_MS);
    this.#schedule();
  }

  receive(message: Exclude<ToWorker, { type: "close" }>): void {
    if (message.type === "removed") this.#removals = true;
    else this.#upTo = Math.max(this.#upTo, message.upTo);
    this.#wrote = true;
    this.#wroteAt = performance.now();
    if (message.type === "search") {
      const { id, upTo, match } = message;
      this.#waiting.push({ id, upTo, match, deadline: performance.now() + CATCH_UP_MS });
      this.#answer();
    }
    this.#schedule();
  }

  close(): void {
    clearInterval(this.#checkpointTimer);
    clearTimeout(this.#timer);
    this.#index.close();
    this.#database.close();
  }

  /** The next step, after the rest that the last one calls for. */
  #schedule(leastMs = LEAST_REST_MS): void {
    const behind = this.#upTo > this.#index.upTo;
    if (!behind && !this.#removals) return;
    const now = performance.now();
    if (this.#timer === undefined) this.#pendingSince = now;
    const due = this.#isCalm()
      ? this.#pendingSince + CALM_REST_MS
      : this.#ended + Math.max(leastMs, this.#took * this.#restFactor());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#work(), Math.max(0, due - now));
  }

  #isCalm(): boolean {
    const few = this.#upTo - this.#index.upTo < FEW && !this.#removals;
    return few && this.#waiting.length === 0;
  }

  #restFactor(): number {
    if (this.#waiting.length > 0) return REST.waiting;
    return this.#upTo - this.#index.upTo > FAR_BEHIND ? REST.behind : REST.idle;
  }

  #work(): void {
    this.#timer = undefined;
    try {
      this.#step();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#answer();
    this.#schedule();
  }

  #step(): void {
    const start = performance.now();
    try {
      if (this.#upTo > this.#index.upTo) {
        if (!this.#index.advance(BATCH)) this.#upTo = this.#index.upTo;
        this.#post({ type: "indexed", upTo: this.#index.upTo });
      } else if (this.#removals) {
        this.#forget();
      }
    } finally {
      this.#ended = performance.now();
      this.#took = this.#ended - start;
    }
  }

  #forget(): void {
    const entries = this.#database
      .prepare<{ entry: number }>("SELECT entry FROM search_removals ORDER BY entry LIMIT ?")
      .all(REMOVALS_PER_STEP)
      .map((row) => row.entry);
    // The owner takes them off the list, and says so when it has.
    this.#removals = false;
    if (entries.length === 0) return;
    this.#index.forget(entries);
    this.#post({ type: "forgot", entries });
  }

  #answer(): void {
    const now = performance.now();
    const later: Waiting[] = [];
    for (const waiting of this.#waiting) {
      if (this.#index.upTo >= waiting.upTo) this.#search(waiting);
      else if (now < waiting.deadline) later.push(waiting);
      else this.#post({ type: "missed", id: waiting.id, message: "the search index is behind" });
    }
    this.#waiting = later;
  }

  #search({ id, match }: Waiting): void {
    try {
      this.#post({ type: "found", id, answer: this.#find(match) });
    } catch (error) {
      this.#post({ type: "missed", id, message: String(error) });
      this.#rebuildIfDamaged(error);
    }
  }

  /** Looks up each hit: what was removed since is still in the index for a moment. */
  #find(match: SearchMatch): SearchAnswer {
    const { before = Number.MAX_SAFE_INTEGER, since, until, limit } = match;
    const expression = matchExpression(match);
    const hits: { roomId: string; seq: number }[] = [];
    const least = since === undefined ? 0 : this.#times.firstSince(since);
    let last = until === undefined ? before : Math.min(before, this.#times.firstSince(until));
    for (;;) {
      const wanted = limit - hits.length + 1;
      const ids = this.#index.find(expression, least, last, wanted);
      for (const id of ids) {
        const row = this.#hit.get(id);
        if (row !== undefined) {
          if (hits.length === limit) return { hits, nextCursor: String(last) };
          hits.push({ roomId: row.room_id, seq: row.seq });
        }
        last = id;
      }
      if (ids.length < wanted) return { hits };
    }
  }

  #fail(error: unknown): void {
    this.#post({ type: "trouble", message: String(error) });
    for (const { id } of this.#waiting) {
      this.#post({ type: "missed", id, message: String(error) });
    }
    this.#waiting = [];
    this.#rebuildIfDamaged(error);
    // A full disk, most likely: again when there may be room.
    this.#schedule(CHECKPOINT_MS);
  }

  #rebuildIfDamaged(error: unknown): void {
    const code = sqliteCode(error);
    if (code !== SQLITE.corrupt && code !== SQLITE.notADatabase) return;
    this.#index.close();
    removeIndex(this.#options.indexFile);
    this.#index = SearchIndex.open(this.#options.indexFile, this.#database);
  }

  #isCheckpointDue(): boolean {
    if (!this.#wrote) return false;
    const now = performance.now();
    return (
      now - this.#wroteAt >= CHECKPOINT_MS ||
      now - this.#checkpointedAt >= LONGEST_CHECKPOINT_MS ||
      this.#upTo - this.#checkpointedUpTo >= CHECKPOINT_ENTRIES
    );
  }

  /** Moves what is in the WAL into the database, beside the writer and without making it wait. */
  #checkpoint(): void {
    if (!this.#isCheckpointDue()) return;
    this.#wrote = false;
    this.#checkpointedAt = performance.now();
    this.#checkpointedUpTo = this.#upTo;
    try {
      const result = this.#database
        .prepare<{ busy: number; log: number; checkpointed: number }>(
          "PRAGMA wal_checkpoint(PASSIVE)",
        )
        .get();
      if (result === undefined) return;
      const { log, checkpointed } = result;
      this.#post({ type: "checkpointed", walPages: log, left: log - checkpointed });
    } catch (error) {
      this.#post({ type: "trouble", message: String(error) });
    }
  }
}
