import type { Entry } from "../protocol/entries.ts";

/** As many as a server replays; what is held beyond it comes again with the repair's pages. */
const HELD_MAX = 1_000;

/** Both ends included. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Up to where the log of one room has been applied, and what came too early to be. Because the log is
 * gapless, the next entry is always `seq` + 1, and anything else is a repeat or a gap.
 */
export class RoomCursor {
  #seq: number;
  readonly #held = new Map<number, Entry>();

  constructor(seq: number) {
    this.#seq = seq;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Whether entries are held because one before them is missing. */
  get gap(): boolean {
    return this.#held.size > 0;
  }

  /** What is known to be missing: before what is held, and up to `tip` when the log was told to reach that far. */
  missing(tip = 0): SeqRange | undefined {
    const to = this.gap ? Math.min(...this.#held.keys()) - 1 : tip;
    return to > this.#seq ? { from: this.#seq + 1, to } : undefined;
  }

  /** Passes to `apply`, in order, what has become next by this entry: none when it is a repeat or early. */
  accept(entry: Entry, apply: (entry: Entry) => void): void {
    if (entry.seq <= this.#seq) return;
    if (entry.seq > this.#seq + 1) {
      if (this.#held.size < HELD_MAX) this.#held.set(entry.seq, entry);
      return;
    }
    let next: Entry | undefined = entry;
    while (next !== undefined) {
      this.#held.delete(next.seq);
      this.#seq = next.seq;
      apply(next);
      next = this.#held.get(this.#seq + 1);
    }
  }

  /** Begins anew after `seq`, forgetting what is held. */
  reset(seq: number): void {
    this.#seq = seq;
    this.#held.clear();
  }
}
