import type { PublishedEntry } from "../ports/bus.ts";

/** Beyond so many renames between two reads all is read from the store again. */
const RENAMED_MAX = 16;

/** The newest entries of a live room, for sockets that are a little behind. Contiguous seqs, bounded. */
export class Ring {
  readonly #capacity: number;
  #entries: PublishedEntry[] = [];
  /** Who was renamed since it was read last. */
  #renamed: string[] = [];
  #version = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Another one, once entries that were read before may show a text or a name that is former now. */
  get version(): number {
    return this.#version;
  }

  /** The first seq that it holds. */
  get first(): number | undefined {
    return this.#entries[0]?.seq;
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

  /** Entries that lead up to its first, or to the next that is pushed; as many of them as there is room for. */
  prepend(entries: readonly PublishedEntry[]): void {
    const room = 2 * this.#capacity - 1 - this.#entries.length;
    if (room > 0) this.#entries = [...entries.slice(-room), ...this.#entries];
  }

  /** Retention has removed what came before this seq. */
  forgetBefore(seq: number): void {
    if (this.first !== undefined && this.first < seq) {
      this.#entries = this.#entries.filter((entry) => entry.seq >= seq);
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
    this.#version += 1;
    if (this.#entries.length === 0) return;
    if (this.#renamed.length < RENAMED_MAX) this.#renamed.push(userId);
    else this.clear();
  }

  clear(): void {
    this.#version += 1;
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
