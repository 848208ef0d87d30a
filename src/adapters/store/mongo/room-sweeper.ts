import type { Logger } from "../../../ports/logger.ts";
import type { RoomRemoval } from "./room-removal.ts";

/** Between two steps it rests for as many times what the first took, so that sends go on. */
const REST_FACTOR = 3;
const RETRY_MS = 10_000;
/** What a server that died has left undone is taken up by the others. */
const IDLE_MS = 5 * 60_000;

/** Removes what rooms that are gone have left behind, step by step beside everything else. */
export class RoomSweeper {
  readonly #removal: RoomRemoval;
  readonly #logger: Logger | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stepping: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(removal: RoomRemoval, logger: Logger | undefined) {
    this.#removal = removal;
    this.#logger = logger;
  }

  start(): void {
    this.#after(0);
  }

  /** Resolves when the step under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#stepping;
  }

  #after(restMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Steps don't overlap, however often it is started.
      this.#stepping = this.#stepping.then(() => this.#step());
    }, restMs).unref();
  }

  async #step(): Promise<void> {
    const start = performance.now();
    try {
      const more = await this.#removal.step();
      this.#after(more ? (performance.now() - start) * REST_FACTOR : IDLE_MS);
    } catch (error) {
      this.#logger?.warn("removed rooms are swept later", { error: String(error) });
      this.#after(RETRY_MS);
    }
  }
}
