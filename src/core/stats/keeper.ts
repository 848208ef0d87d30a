import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { StatsRecord, StatsStore } from "../../ports/store/stats.ts";
import { STATS_KEPT_MS, type StatsEvent } from "../../protocol/stats.ts";

type Kept =
  | { readonly kind: "point"; readonly point: StatsRecord }
  | { readonly kind: "event"; readonly event: StatsEvent };

/** What a store that is away makes wait: a quarter of an hour of points, and what happens meanwhile. */
const WAITING = 300;
const SWEEP_MS = 10 * 60_000;

/** Brings points and events into the store, one after another; what it does not take now goes with the next. */
export class StatsKeeper {
  readonly #store: StatsStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #waiting: Kept[] = [];
  #isSaving = false;
  #isAway = false;

  constructor(store: StatsStore, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  start(): void {
    this.#clock.every(SWEEP_MS, () => {
      // What is left goes with the next sweep.
      void this.#store.removeBefore(this.#clock.now() - STATS_KEPT_MS).catch(() => undefined);
    });
  }

  point(point: StatsRecord): void {
    this.#keep({ kind: "point", point });
  }

  event(event: StatsEvent): void {
    this.#keep({ kind: "event", event });
  }

  /** Resolves when what there was is saved, or can't be. */
  async save(): Promise<void> {
    if (this.#isSaving) return;
    this.#isSaving = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.#write(next);
        this.#waiting.shift();
      }
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.#logger.warn("statistics not saved", { error: String(error) });
      this.#isAway = true;
    }
    this.#isSaving = false;
  }

  #keep(kept: Kept): void {
    // The oldest but for the one that is being written.
    if (this.#waiting.length >= WAITING) this.#waiting.splice(1, 1);
    this.#waiting.push(kept);
    void this.save();
  }

  #write(kept: Kept): Promise<void> {
    return kept.kind === "point"
      ? this.#store.savePoint(kept.point)
      : this.#store.saveEvent(kept.event);
  }
}
