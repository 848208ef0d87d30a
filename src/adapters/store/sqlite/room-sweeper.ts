import type { Logger } from "../../../ports/logger.ts";
import type { Removal } from "./removal.ts";

/** Between two steps it rests for as many times what the first took, so that sends go on. */
const REST_FACTOR = 3;
const RETRY_MS = 10_000;

/**
 * Removes what rooms that are gone have left behind, step by step beside everything else, until there is
 * nothing left; what a restart interrupts is found again.
 */
export class RoomSweeper {
  readonly #removal: Removal;
  readonly #onSwept: () => void;
  readonly #logger: Logger | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(removal: Removal, onSwept: () => void, logger: Logger | undefined) {
    this.#removal = removal;
    this.#onSwept = onSwept;
    this.#logger = logger;
  }

  start(): void {
    if (this.#timer === undefined) this.#after(0);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #after(restMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#step(), restMs).unref();
  }

  #step(): void {
    this.#timer = undefined;
    const start = performance.now();
    try {
      if (this.#removal.sweepRooms()) this.#after((performance.now() - start) * REST_FACTOR);
      else this.#onSwept();
    } catch (error) {
      this.#logger?.warn("removed rooms are swept later", { error: String(error) });
      this.#after(RETRY_MS);
    }
  }
}
