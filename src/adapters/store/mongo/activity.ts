import type { Logger } from "../../../ports/logger.ts";
import type { Connection } from "./connection.ts";

const EVERY_MS = 1_000;
/** Rooms whose activity waits to be written; the activity of more is written with their next entry. */
const CAPACITY = 10_000;

/**
 * Writes, at most once a second, when rooms last had an entry. Rooms to discover are ordered by it; whatever
 * is told of a single room is read from its log.
 */
export class Activity {
  readonly #connection: Connection;
  readonly #logger: Logger | undefined;
  #pending = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  /** The last write that began; its failure is told to whoever began it. */
  #writing: Promise<void> = Promise.resolve();

  constructor(connection: Connection, logger: Logger | undefined) {
    this.#connection = connection;
    this.#logger = logger;
  }

  get waiting(): number {
    return this.#pending.size;
  }

  note(roomId: string, at: number): void {
    if (this.#pending.size >= CAPACITY && !this.#pending.has(roomId)) return;
    this.#pending.set(roomId, at);
    this.#timer ??= setTimeout(() => this.#flushLater(), EVERY_MS).unref();
  }

  /** Resolves when all that was noted is written, also by a write that began before. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#writing.catch(() => undefined);
    if (this.#pending.size === 0) return before;
    const pending = this.#pending;
    this.#pending = new Map();
    this.#writing = before.then(() => this.#write(pending));
    return this.#writing;
  }

  async #write(pending: ReadonlyMap<string, number>): Promise<void> {
    const { rooms } = this.#connection.collections;
    await this.#connection.run((scope) =>
      rooms.bulkWrite(
        Array.from(pending, ([_id, activeAt]) => ({
          updateOne: { filter: { _id }, update: { $max: { activeAt } } },
        })),
        // Journaled as all else is, though the next entry would bring what is lost: reads of a majority wait for what was
        // written before them, and without a write that asks for it the journal takes up to 100 ms.
        { ...scope, ordered: false },
      ),
    );
  }

  #flushLater(): void {
    this.flush().catch((error: unknown) => {
      this.#logger?.debug("activity of rooms is written with their next entry", {
        error: String(error),
      });
    });
  }
}
