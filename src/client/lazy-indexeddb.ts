// biome-ignore lint/correctness/noUndeclaredDependencies: bundled into the UI; no server loads this file
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** A database that has not answered by then (a browser's fault, a broken profile) is taken for one that fails. */
const OPEN_MS = 5_000;

/** An IndexedDB database that is opened at its first use, and again after it was closed. */
export class LazyIndexedDB<S extends DBSchema> {
  readonly #name: string;
  readonly #create: (db: IDBPDatabase<S>) => void;
  #opening: Promise<IDBPDatabase<S>> | undefined;

  /** `create` makes the stores of a new one. */
  constructor(name: string, create: (db: IDBPDatabase<S>) => void) {
    this.#name = name;
    this.#create = create;
  }

  /** Rejects where there is no IndexedDB, or it is forbidden, fails, or does not answer within five seconds. */
  get(): Promise<IDBPDatabase<S>> {
    this.#opening ??= this.#inTime(this.#open());
    return this.#opening;
  }

  readonly #forget = (): void => {
    this.#opening = undefined;
  };

  #inTime(opened: Promise<IDBPDatabase<S>>): Promise<IDBPDatabase<S>> {
    const inTime = new Promise<IDBPDatabase<S>>((resolve, reject) => {
      opened.then(resolve, reject);
      setTimeout(() => reject(new Error("the database does not answer")), OPEN_MS);
    });
    // One that failed is tried again. One that is late refuses at once what is asked of it until it has answered.
    inTime.catch(() => {
      opened.then(() => {
        this.#opening = opened;
      }, this.#forget);
    });
    return inTime;
  }

  /** Async, as a browser that forbids it throws. */
  async #open(): Promise<IDBPDatabase<S>> {
    return openDB<S>(this.#name, 1, {
      upgrade: this.#create,
      // A newer version in another tab wants to upgrade: let it.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.#forget();
      },
      terminated: this.#forget,
    });
  }
}
