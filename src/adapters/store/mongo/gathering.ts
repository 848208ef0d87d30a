import { clearImmediate, clearTimeout, setImmediate, setTimeout } from "node:timers";

interface Waiting<Value> {
  readonly promise: Promise<Value | undefined>;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** What is asked for during a read waits for its end, to be read together; after so long it is read beside it. */
const PATIENCE_MS = 100;
/** Reads under way at once. */
const ABREAST = 4;
const KEYS_PER_READ = 128;

/**
 * Reads of single things, gathered: all that are asked for in one turn of the event loop, or while others are
 * being read, become one query. Thousands of clients that come back at once then cost some hundreds of them.
 * No read answers what was asked after it began, so each sees all that was acknowledged before.
 */
export class Gathering<Value> {
  readonly #read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly #waiting = new Map<string, Waiting<Value>>();
  #running = 0;
  #soon: ReturnType<typeof setImmediate> | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {
    this.#read = read;
  }

  /** Undefined where the read found nothing. */
  one(key: string): Promise<Value | undefined> {
    const asked = this.#waiting.get(key);
    if (asked !== undefined) return asked.promise;
    const waiting: Waiting<Value> = Promise.withResolvers<Value | undefined>();
    this.#waiting.set(key, waiting);
    this.#schedule();
    return waiting.promise;
  }

  #schedule(): void {
    // At the end of the turn, so that all that were asked for in it go together.
    if (this.#running === 0) this.#soon ??= setImmediate(this.#begin);
    else if (this.#running < ABREAST) this.#late ??= setTimeout(this.#begin, PATIENCE_MS);
  }

  readonly #begin = (): void => {
    clearImmediate(this.#soon);
    clearTimeout(this.#late);
    this.#soon = undefined;
    this.#late = undefined;
    const some = [...this.#waiting].slice(0, KEYS_PER_READ);
    if (some.length === 0) return;
    for (const [key] of some) this.#waiting.delete(key);
    this.#running += 1;
    this.#read(some.map(([key]) => key))
      .then(
        (found) => {
          for (const [key, { resolve }] of some) resolve(found.get(key));
        },
        (error: unknown) => {
          for (const [, { reject }] of some) reject(error);
        },
      )
      .finally(() => {
        this.#running -= 1;
        if (this.#waiting.size > 0) this.#schedule();
      })
      .catch(() => undefined);
    if (this.#waiting.size > 0) this.#schedule();
  };
}
