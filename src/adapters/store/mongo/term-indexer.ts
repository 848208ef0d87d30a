import type { Logger } from "../../../ports/logger.ts";
import type { Connection, InSession } from "./connection.ts";
import type { EntryId } from "./log-documents.ts";
import { markStale } from "./term-chunks.ts";
import { CHUNK_ENTRIES, TermGathering } from "./term-gathering.ts";

/** Fewer entries than a chunk's wait so long, for others to come. */
const CALM_MS = 10_000;
const LOOK_MS = 1_000;
/** How often it is looked for words that were erased, here or on another server. Longer than any delete takes. */
const FORGET_MS = 10_000;
const RETRY_MS = 10_000;
/** Rooms that wait; more are noted again by their next entry or search. */
const CAPACITY = 10_000;

interface Due {
  entries: number;
  readonly since: number;
}

/**
 * Decides when words are gathered into chunks, beside the appends: a word that comes again and again costs an
 * index key a chunk and not one a message. What is not gathered yet a search looks through itself, so it finds
 * what was acknowledged a moment ago.
 */
export class TermIndexer {
  readonly #connection: Connection;
  readonly #gathering: TermGathering;
  readonly #logger: Logger | undefined;
  readonly #due = new Map<string, Due>();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #restingUntil = 0;
  #forgetAt = 0;
  #stopped = false;

  constructor(connection: Connection, logger: Logger | undefined) {
    this.#connection = connection;
    this.#gathering = new TermGathering(connection);
    this.#logger = logger;
  }

  get waiting(): number {
    return this.#due.size;
  }

  start(): void {
    this.#lookLater();
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
  }

  /** Resolves when the chunk under way is done with. */
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
      // What comes while it is gathered counts for the next time.
      this.#due.delete(roomId);
      await this.#gather(roomId);
    }
    if (now < this.#forgetAt) return;
    this.#forgetAt = now + FORGET_MS;
    while (!this.#stopped && (await this.#gathering.forget()));
  }

  async #gather(roomId: string): Promise<void> {
    try {
      while (!this.#stopped && (await this.#gathering.gather(roomId)));
    } catch (error) {
      this.note(roomId, CHUNK_ENTRIES);
      throw error;
    }
  }
}
