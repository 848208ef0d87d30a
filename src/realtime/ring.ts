import type { PublishedEntry } from "../ports/bus.ts";

/** The newest entries of a live room, for sockets that are a little behind. Contiguous seqs, bounded. */
export class Ring {
  readonly #capacity: number;
  #entries: PublishedEntry[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  push(entry: PublishedEntry): void {
    // What it holds may show the former text, in the message itself, its edits or replies to it.
    if (entry.erases !== undefined) this.clear();
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
    const first = this.#entries[0];
    if (first === undefined || cursor < first.seq - 1) return undefined;
    const from = cursor + 1 - first.seq;
    return this.#entries.slice(from, from + limit);
  }

  /** What shows somebody under a former name is read from the store again, as everybody else reads it. */
  forgetNamesOf(userId: string): void {
    const id = JSON.stringify(userId);
    if (this.#entries.some(({ json }) => json.includes(id))) this.clear();
  }

  clear(): void {
    this.#entries = [];
  }
}
