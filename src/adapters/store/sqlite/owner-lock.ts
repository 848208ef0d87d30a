import { Connection } from "./connection.ts";

/**
 * Says that this process owns the directory: an exclusive lock of the operating system on a small file
 * beside the database, which ends with the process however it dies. The database itself stays open to
 * others: the worker's connections and a backup from another process.
 */
export class OwnerLock {
  readonly #connection: Connection;

  /** Throws StoreUnavailable (busy) when another process, or this one, holds it. */
  constructor(file: string) {
    this.#connection = new Connection(file, { timeoutMs: 0 });
    try {
      this.#connection.prepare("BEGIN EXCLUSIVE").run();
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  release(): void {
    this.#connection.close();
  }
}
