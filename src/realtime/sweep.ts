import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";

export interface SweepDeps {
  readonly name: string;
  readonly bus: Pick<Bus, "health">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From the end of one to the next while the bus is down, in milliseconds. */
  readonly restMs: number;
  /** All that is to be looked at, in steps that are small each; made anew for every sweep. */
  readonly steps: () => Iterable<() => Promise<void>>;
}

const LOOK_MS = 1_000;
/** From the beginning of one to that of the next: what is lost is found as soon, however long they take. */
const EVERY_MS = 10_000;
/** Between two steps, so that messages go first. */
const PAUSE_MS = 20;

/**
 * Holds much against the store, a little at a time: every 10 s, again and again while the bus is down, and once it is
 * back; each second where it fails. One sweep at a time, too.
 */
export class Sweep {
  readonly #deps: SweepDeps;
  #running = false;
  #again = false;
  /** Of the last that got through, and long ago where one failed since; monotonic milliseconds. */
  #begunAt = 0;
  #endedAt = Number.NEGATIVE_INFINITY;
  #busWasOk = true;

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { clock } = this.#deps;
    this.#begunAt = clock.monotonic();
    clock.every(LOOK_MS, () => this.#look());
  }

  /** At once. A sweep that is under way starts over when it has ended. */
  async run(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.#once();
      } while (this.#again);
    } catch (error) {
      this.#begunAt = Number.NEGATIVE_INFINITY;
      this.#deps.logger.warn(`${this.#deps.name} sweep failed`, { error: String(error) });
    } finally {
      this.#running = false;
    }
  }

  #look(): void {
    const { bus, clock, restMs } = this.#deps;
    const { ok } = bus.health();
    const now = clock.monotonic();
    const isBack = ok && !this.#busWasOk;
    this.#busWasOk = ok;
    const isDue = ok ? now - this.#begunAt >= EVERY_MS : now - this.#endedAt >= restMs;
    if (isBack || (isDue && !this.#running)) void this.run();
  }

  async #once(): Promise<void> {
    const { clock, steps } = this.#deps;
    const begunAt = clock.monotonic();
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
    this.#begunAt = begunAt;
    this.#endedAt = clock.monotonic();
  }
}
