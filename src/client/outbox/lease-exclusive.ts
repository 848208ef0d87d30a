import type { ClientClock, ClientRandom, Exclusive } from "../ports.ts";

/** A storage that tabs share and that can compare and set in one step. */
export interface LeaseStore {
  /** True when `holder` has `name` until `until` (milliseconds since the epoch): it was free, expired or its own. */
  acquireLease(name: string, holder: string, now: number, until: number): Promise<boolean>;
  /** Nothing when it is not the holder's any more. */
  releaseLease(name: string, holder: string): Promise<void>;
}

/** A tab that was closed or put to sleep keeps the others waiting for as long. */
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
const POLL_MS = 200;

/**
 * Stands in for Web Locks, which plain http has not. A tab that is put to sleep can lose its lease
 * unawares; two then send at once, which the cids make harmless but for the order.
 */
export class LeaseExclusive implements Exclusive {
  readonly #store: LeaseStore;
  readonly #clock: ClientClock;
  readonly #holder: string;

  constructor(store: LeaseStore, clock: ClientClock, random: ClientRandom) {
    this.#store = store;
    this.#clock = clock;
    this.#holder = random.uuid();
  }

  async run(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!(await this.#acquire(name))) await this.#pause(signal);
    let renewal = this.#clock.after(RENEW_MS, () => renew());
    const renew = () => {
      this.#acquire(name).catch(() => undefined);
      renewal = this.#clock.after(RENEW_MS, renew);
    };
    try {
      signal.throwIfAborted();
      await work();
    } finally {
      renewal.cancel();
      await this.#store.releaseLease(name, this.#holder);
    }
  }

  #acquire(name: string): Promise<boolean> {
    const now = this.#clock.now();
    return this.#store.acquireLease(name, this.#holder, now, now + LEASE_MS);
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = () => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = this.#clock.after(POLL_MS, () => {
        signal.removeEventListener("abort", aborted);
        resolve();
      });
      if (signal.aborted) aborted();
      else signal.addEventListener("abort", aborted, { once: true });
    });
  }
}
