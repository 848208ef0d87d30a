import type { ClientClock } from "../../../src/client/ports.ts";

interface Due {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time that passes when a test says so. */
export class ManualClock implements ClientClock {
  #now = 1_000_000;
  #order = 0;
  readonly #due = new Set<Due>();

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): { cancel(): void } {
    const due = { at: this.#now + ms, order: this.#order++, callback };
    this.#due.add(due);
    return { cancel: () => this.#due.delete(due) };
  }

  /** Timers that would still fire. */
  get pending(): number {
    return this.#due.size;
  }

  /** Fires, in order, all that falls due within `ms`, letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = [...this.#due]
        .filter((due) => due.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settle();
    }
    this.#now = end;
  }
}

/** Until every promise that can settle by itself has done so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
