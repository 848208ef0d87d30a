import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";

export interface SweepDeps {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** All that is to be looked at, in steps that are small each; made anew for every sweep. */
  readonly steps: () => Iterable<() => Promise<void>>;
}

/** Between two steps, so that messages go first. */
const PAUSE_MS = 20;

/** Holds much against the store, a little at a time. One sweep at a time, too. */
export class Sweep {
  readonly #deps: SweepDeps;
  #running = false;
  #again = false;

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Resolves with whether it got through; a sweep that is under way starts over when it has ended. */
  async run(): Promise<boolean> {
    if (this.#running) {
      this.#again = true;
      return false;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.#once();
      } while (this.#again);
      return true;
    } catch (error) {
      this.#deps.logger.warn(`${this.#deps.name} sweep failed`, { error: String(error) });
      return false;
    } finally {
      this.#running = false;
    }
  }

  async #once(): Promise<void> {
    const { clock, steps } = this.#deps;
    let isFirst = true;
    for (const step of steps()) {
      if (!isFirst) {
        await new Promise<void>((resolve) => {
          clock.after(PAUSE_MS, resolve);
        });
      }
      isFirst = false;
      await step();
    }
  }
}
