import type { Clock, Timer } from "../../../ports/clock.ts";

interface Waiting {
  readonly heard: Set<string>;
  /** How many were told, once that is known. */
  told: number | undefined;
  readonly done: () => void;
  readonly timer: Timer;
}

/** Of one server's commands: who has confirmed, until all did who were told, or 2 s have passed. */
export class Confirmations {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves with those who confirmed. `tell` answers how many were told. */
  async collect(
    commandId: string,
    waitMs: number,
    tell: () => Promise<number>,
  ): Promise<ReadonlySet<string>> {
    const heard = new Set<string>();
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.get(commandId)?.timer.cancel();
        this.#waiting.delete(commandId);
        resolve();
      };
      const timer = this.#clock.after(waitMs, done);
      this.#waiting.set(commandId, { heard, told: undefined, done, timer });
      // Nobody was told, as far as is known.
      tell().then((told) => this.#told(commandId, told), done);
    });
    return heard;
  }

  confirmed(commandId: string, by: string): void {
    const waiting = this.#waiting.get(commandId);
    if (waiting === undefined) return;
    waiting.heard.add(by);
    this.#settle(waiting);
  }

  stop(): void {
    for (const { done } of Array.from(this.#waiting.values())) done();
  }

  #told(commandId: string, told: number): void {
    const waiting = this.#waiting.get(commandId);
    if (waiting === undefined) return;
    waiting.told = told;
    this.#settle(waiting);
  }

  #settle({ told, heard, done }: Waiting): void {
    if (told !== undefined && heard.size >= told) done();
  }
}
