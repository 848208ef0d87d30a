const SLOTS = 60;
const SLOT_MS = 1_000;
/** In all slots together; what comes beyond is not counted. */
export const MOST_KEYS = 100_000;

interface Slot {
  /** Which second it holds, by the clock that is counted with. */
  readonly second: number;
  readonly counts: Map<string, number>;
}

/** How often something happened in the last minute, by key, to the second. Times are monotonic milliseconds. */
export class LastMinute {
  /** By their second, oldest first: at most one for each of the minute. */
  #slots: Slot[] = [];
  /** Keys that are kept, once for each second. */
  #size = 0;

  add(key: string, now: number): void {
    const { counts } = this.#slot(Math.floor(now / SLOT_MS));
    const count = counts.get(key);
    if (count === undefined) {
      if (this.#size === MOST_KEYS) return;
      this.#size += 1;
    }
    counts.set(key, (count ?? 0) + 1);
  }

  count(key: string, now: number): number {
    return this.#within(now).reduce((sum, { counts }) => sum + (counts.get(key) ?? 0), 0);
  }

  /** All that happened at all. */
  all(now: number): Map<string, number> {
    const total = new Map<string, number>();
    for (const { counts } of this.#within(now)) {
      for (const [key, count] of counts) total.set(key, (total.get(key) ?? 0) + count);
    }
    return total;
  }

  get size(): number {
    return this.#size;
  }

  #slot(second: number): Slot {
    const newest = this.#slots.at(-1);
    if (newest !== undefined && newest.second >= second) return newest;
    const slot: Slot = { second, counts: new Map() };
    this.#slots = [...this.#slots.filter((old) => old.second > second - SLOTS), slot];
    this.#size = this.#slots.reduce((sum, { counts }) => sum + counts.size, 0);
    return slot;
  }

  #within(now: number): readonly Slot[] {
    const second = Math.floor(now / SLOT_MS);
    return this.#slots.filter((slot) => slot.second > second - SLOTS);
  }
}
