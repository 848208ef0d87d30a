import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { LogStore } from "../../ports/store/log.ts";

export interface RetentionDeps {
  readonly log: Pick<LogStore, "retain">;
  /** Floors have risen: whoever remembers them has to read them again. */
  readonly floorsRaised: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
}

const EVERY_MS = 60_000;
/** Between two steps, so that messages go first. */
const PAUSE_MS = 40;
/** A timer that is later than this tells of a busy event loop: the step waits for another one. */
const BUSY_MS = 5;
/** How often in a row it may wait so: what is old has to go some time. */
const WAITS = 3;

/** RETENTION_DAYS: removes what is older, from the beginning of each log, in small steps. */
export class Retention {
  readonly #deps: RetentionDeps;
  #running = false;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  start(retentionMs: number): void {
    this.#deps.clock.every(EVERY_MS, () => void this.run(retentionMs));
    void this.run(retentionMs);
  }

  async run(retentionMs: number): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { log, floorsRaised, clock, logger } = this.#deps;
    try {
      while (await log.retain(clock.now() - retentionMs)) {
        await this.#calm();
      }
      await floorsRaised();
    } catch (error) {
      logger.warn("retention failed; it goes on in a minute", { error: String(error) });
    } finally {
      this.#running = false;
    }
  }

  async #calm(): Promise<void> {
    const { clock } = this.#deps;
    for (let wait = 0; wait < WAITS; wait += 1) {
      const due = clock.monotonic() + PAUSE_MS;
      await new Promise<void>((resolve) => {
        clock.after(PAUSE_MS, resolve);
      });
      if (clock.monotonic() - due < BUSY_MS) return;
    }
  }
}
