import type { PublishedEntry } from "../ports/bus.ts";

/** Beyond so many renames between two reads all is read from the store again. */
const RENAMED_MAX = 16;

/** The newest entries of a live room, for sockets that are a little behind. Contiguous seqs, bounded. */
export class Ring {
  readonly #capacity: number;
  #entries: PublishedEntry[] = [];
  /** Who was renamed since it was read last. */
  #renamed: string[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  push(entry: PublishedEntry): void {
    // What it holds may show the former text, in the message itself, its edits or replies to it.
    if (entry.rewrites !== undefined) this.clear();
    const last = this.#entries.at(-1);
    if (last !== undefined && last.seq + 1 !== entry.seq) this.clear();
    this.#entries.push(entry);
    // Trimmed by halves, so that a push costs next to nothing.
    if (this.#entries.length >= 2 * this.#capacity) {
      this.#entries = this.#entries.slice(-this.#capacity);
    }
  }

  /** Entries with seq > `cursor`, at most `limit`; undefined when it doesn't reach back that far. */
  after(cursor: number, limit: number): readonly PublishedEntry[] | undefined {
    this.#dropFormerNames();
    const first = this.#entries[0];
    if (first === undefined || cursor < first.seq - 1) return undefined;
    const from = cursor + 1 - first.seq;
    return this.#entries.slice(from, from + limit);
  }

  /**
   * What shows them under a former name must not be read any more. It is looked for by the next read: renames reach
   * every room, and reads few.
   */
  renamed(userId: string): void {
    if (this.#entries.length === 0) return;
    if (this.#renamed.length < RENAMED_MAX) this.#renamed.push(userId);
    else this.clear();
  }

  clear(): void {
    this.#entries = [];
    this.#renamed = [];
  }

  #dropFormerNames(): void {
    if (this.#renamed.length === 0) return;
    const ids = this.#renamed.map((id) => JSON.stringify(id));
    this.#renamed = [];
    if (this.#entries.some(({ json }) => ids.some((id) => json.includes(id)))) this.clear();
  }
}
