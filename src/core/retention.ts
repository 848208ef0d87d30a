import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { LogStore } from "../ports/store/log.ts";

export interface RetentionDeps {
  readonly log: LogStore;
  /** Floors have risen: whoever remembers them has to read them again. */
  readonly floorsRaised: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const EVERY_MS = 60_000;
/** Between two steps, so that messages go first. */
const PAUSE_MS = 20;

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
        await new Promise<void>((resolve) => {
          clock.after(PAUSE_MS, resolve);
        });
      }
      await floorsRaised();
    } catch (error) {
      logger.warn("retention failed; it goes on in a minute", { error: String(error) });
    } finally {
      this.#running = false;
    }
  }
}
