const EMPTY = new Float64Array(0);
const FIRST_CAPACITY = 4;

/**
 * The times of the hits of one key, oldest first, in a ring that grows with need.
 * Exact: a counter per slice of time would let bursts at its borders through, or refuse too early.
 */
export class SlidingWindow {
  #times = EMPTY;
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What it occupies, in hits. */
  get capacity(): number {
    return this.#times.length;
  }

  /** How long until one more hit would be at most `window` within any `perMs`; 0 when it is now. */
  waitMs(window: number, perMs: number, now: number): number {
    this.#forget(now - perMs);
    const excess = this.#length - window;
    return excess < 0 ? 0 : this.#at(excess) + perMs - now;
  }

  add(now: number): void {
    if (this.#length === this.#times.length) this.#grow();
    this.#times[(this.#head + this.#length) % this.#times.length] = now;
    this.#length++;
  }

  removeNewest(): void {
    if (this.#length > 0) this.#length--;
  }

  #at(index: number): number {
    return this.#times[(this.#head + index) % this.#times.length] ?? 0;
  }

  /** Drops the hits at or before `until`: a hit counts for exactly `perMs`. */
  #forget(until: number): void {
    while (this.#length > 0 && this.#at(0) <= until) {
      this.#head = (this.#head + 1) % this.#times.length;
      this.#length--;
    }
    if (this.#length === 0 && this.#times.length > FIRST_CAPACITY) {
      this.#times = EMPTY;
      this.#head = 0;
    }
  }

  #grow(): void {
    const grown = new Float64Array(Math.max(FIRST_CAPACITY, this.#times.length * 2));
    for (let i = 0; i < this.#length; i++) grown[i] = this.#at(i);
    this.#times = grown;
    this.#head = 0;
  }
}
