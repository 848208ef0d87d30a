import type { Clock, Timer } from "../../src/ports/clock.ts";

/** A process of the simulation. Once it is dead nothing of it runs any more: that is what a crash is. */
export interface Machine {
  alive: boolean;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly machine: Machine;
  readonly callback: () => void;
  cancelled: boolean;
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Between two looks at what a run waits for. */
const LOOK_MS = 50;

/** Virtual time. One event after another; between two of them all promises settle that can. */
export class Scheduler {
  readonly #heap: Due[] = [];
  #now = 0;
  #order = 0;
  #events = 0;

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  get events(): number {
    return this.#events;
  }

  after(machine: Machine, ms: number, callback: () => void): Timer {
    const at = this.#now + Math.max(0, ms);
    const due: Due = { at, order: this.#order++, machine, callback, cancelled: false };
    this.#push(due);
    return {
      cancel: () => {
        due.cancelled = true;
      },
    };
  }

  pause(machine: Machine, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(machine, ms, resolve);
    });
  }

  /** Runs until `condition` holds, looked at now and then, or `ms` have passed. Whether it held. */
  async run(ms: number, condition: () => boolean = () => false): Promise<boolean> {
    const end = this.#now + ms;
    let lookAt = this.#now;
    // What was begun before comes to where it waits for the first event.
    await new Promise(setImmediate);
    for (;;) {
      if (this.#now >= lookAt) {
        if (condition()) return true;
        lookAt = this.#now + LOOK_MS;
      }
      const next = this.#heap[0];
      if (next === undefined || next.at > end) break;
      this.#pop();
      if (next.cancelled || !next.machine.alive) continue;
      this.#now = next.at;
      this.#events += 1;
      next.callback();
      await new Promise(setImmediate);
    }
    this.#now = end;
    return condition();
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let index = heap.push(due) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, due)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      if (left === undefined) break;
      const right = heap[2 * index + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
  }
}

/** When the simulation begins, as the wall clock shows it. */
const EPOCH = 1_800_000_000_000;

/** The clock of one machine; fits the client's port too. */
export class SimClock implements Clock {
  readonly #scheduler: Scheduler;
  readonly #machine: Machine;

  constructor(scheduler: Scheduler, machine: Machine) {
    this.#scheduler = scheduler;
    this.#machine = machine;
  }

  now(): number {
    return EPOCH + Math.floor(this.#scheduler.now);
  }

  monotonic(): number {
    return this.#scheduler.now;
  }

  after(ms: number, callback: () => void): Timer {
    return this.#scheduler.after(this.#machine, ms, callback);
  }

  every(ms: number, callback: () => void): Timer {
    let cancelled = false;
    let timer: Timer | undefined;
    const again = (): void => {
      timer = this.#scheduler.after(this.#machine, ms, () => {
        if (cancelled) return;
        again();
        callback();
      });
    };
    again();
    return {
      cancel: () => {
        cancelled = true;
        timer?.cancel();
      },
    };
  }

  turnEnd(callback: () => void): void {
    this.#scheduler.after(this.#machine, 0, callback);
  }
}
