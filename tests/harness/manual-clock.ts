import type { Clock, Timer } from "../../src/ports/clock.ts";

interface Due {
  readonly at: number;
  readonly callback: () => void;
  /** Of one that comes again and again. */
  readonly everyMs?: number;
}

/** Time that passes, and turns that end, when a test says so. */
export class ManualClock implements Clock {
  #now = 0;
  #turnEnds: (() => void)[] = [];
  readonly #timers = new Set<Due>();

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): Timer {
    return this.#add({ at: this.#now + ms, callback });
  }

  every(ms: number, callback: () => void): Timer {
    return this.#add({ at: this.#now + ms, callback, everyMs: ms });
  }

  turnEnd(callback: () => void): void {
    this.#turnEnds.push(callback);
  }

  /** Ends the turn: what waits for that is called, and what that adds waits for the next. */
  endTurn(): void {
    const callbacks = this.#turnEnds;
    this.#turnEnds = [];
    for (const callback of callbacks) callback();
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (let due = this.#next(until); due !== undefined; due = this.#next(until)) {
      this.#timers.delete(due);
      this.#now = due.at;
      if (due.everyMs !== undefined) this.#add({ ...due, at: due.at + due.everyMs });
      due.callback();
    }
    this.#now = until;
  }

  #next(until: number): Due | undefined {
    return Array.from(this.#timers)
      .filter(({ at }) => at <= until)
      .sort((a, b) => a.at - b.at)[0];
  }

  #add(due: Due): Timer {
    this.#timers.add(due);
    return { cancel: () => this.#timers.delete(due) };
  }
}
