import type { Connection, Statement } from "./connection.ts";

/** Beyond it a cache starts over: rare enough not to matter, and nothing to keep in order. */
const CACHED = 50_000;

interface KeyRow {
  readonly key: number;
}

/** The integer keys behind ids of users and rooms. What is cached never changes but by `forget`. */
class KeyCache {
  readonly #select: Statement<KeyRow>;
  readonly #keys = new Map<string, number>();

  constructor(select: Statement<KeyRow>) {
    this.#select = select;
  }

  get(id: string): number | undefined {
    const cached = this.#keys.get(id);
    if (cached !== undefined) return cached;
    const key = this.#select.get(id)?.key;
    if (key === undefined) return undefined;
    if (this.#keys.size >= CACHED) this.#keys.clear();
    this.#keys.set(id, key);
    return key;
  }

  forget(id: string): void {
    this.#keys.delete(id);
  }

  get size(): number {
    return this.#keys.size;
  }
}

/** Never fill it inside a transaction that may yet be rolled back and has made the row itself. */
export class Keys {
  readonly users: KeyCache;
  readonly rooms: KeyCache;

  constructor(connection: Connection) {
    this.users = new KeyCache(connection.prepare("SELECT key FROM users WHERE id = ?"));
    this.rooms = new KeyCache(connection.prepare("SELECT key FROM rooms WHERE id = ?"));
  }

  get size(): number {
    return this.users.size + this.rooms.size;
  }
}
