import type { Clock } from "../../../ports/clock.ts";

interface Waiting<T> {
  /** By process. */
  readonly heard: Map<string, T>;
  /** How many were told, once that is known. */
  told: number | undefined;
  readonly done: () => void;
}

/** What others reply to what one server tells all, until all did who were told, or it has waited long enough. */
export class Replies<T> {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves with what came, by process. `tell` answers how many were told. */
  async collect(
    id: string,
    waitMs: number,
    tell: () => Promise<number>,
  ): Promise<ReadonlyMap<string, T>> {
    const heard = new Map<string, T>();
    await new Promise<void>((resolve) => {
      const done = () => {
        timer.cancel();
        // Under the same id it may be collected anew by now.
        if (this.#waiting.get(id) === waiting) this.#waiting.delete(id);
        resolve();
      };
      const timer = this.#clock.after(waitMs, done);
      const waiting: Waiting<T> = { heard, told: undefined, done };
      this.#waiting.set(id, waiting);
      // Rejected: nobody was told, as far as is known.
      tell().then((told) => {
        waiting.told = told;
        this.#settle(waiting);
      }, done);
    });
    return heard;
  }

  replied(id: string, by: string, reply: T): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.heard.set(by, reply);
    this.#settle(waiting);
  }

  stop(): void {
    for (const { done } of Array.from(this.#waiting.values())) done();
  }

  #settle({ told, heard, done }: Waiting<T>): void {
    if (told !== undefined && heard.size >= told) done();
  }
}
