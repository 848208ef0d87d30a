import type { StatsTick } from "../../../src/protocol/stats.ts";

/** A tick comes each second; after a longer pause there are points of it in the history only. */
const PAUSE_MS = 5_000;
/** What the stream makes up for at once, and no more. */
const MOST_WAITING = 150;

/** Where live ticks go on from the history: those that come while it is read wait for it. */
export class TickSeam {
  #waiting: StatsTick[] = [];
  #lastAt: number | undefined;

  /** @param lastAt of the tick that was there before, which the history is read up to. */
  constructor(lastAt: number | undefined) {
    this.#lastAt = lastAt;
  }

  /** True: so much time was not heard of (the machine slept) that the history has to be read again. */
  take(tick: StatsTick): boolean {
    const missed = this.#lastAt !== undefined && tick.at - this.#lastAt > PAUSE_MS;
    this.#lastAt = tick.at;
    this.#waiting.push(tick);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    return missed;
  }

  /** Those that wait, in order; each once. */
  drain(): readonly StatsTick[] {
    const ticks = this.#waiting;
    this.#waiting = [];
    return ticks;
  }
}
