import { type RateRule, refillMsOf } from "../../protocol/settings.ts";

const MINUTE_MS = 60_000;

interface Passed {
  readonly minute: number;
  readonly hits: number;
}

/**
 * What a rule lets through of one caller's hits, given by the minute and in their order: the most that may be, or the
 * least. Where in its minute a hit came nobody counted, and neither whether the end of one met the beginning of the next.
 */
export class LetThrough {
  readonly #rule: RateRule;
  readonly #least: boolean;
  /** Of the bucket, at the end of the last minute. */
  #tokens: number;
  #minute: number | undefined;
  /** What the window may still hold, oldest first, and how many hits that is. */
  readonly #passed: Passed[] = [];
  #held = 0;

  constructor(rule: RateRule, which: "least" | "most") {
    this.#rule = rule;
    this.#least = which === "least";
    this.#tokens = rule.bucket ?? Number.POSITIVE_INFINITY;
  }

  /** How many of the hits of the minute that began at `minute`. */
  pass(minute: number, hits: number): number {
    const { bucket = Number.POSITIVE_INFINITY } = this.#rule;
    const refills = MINUTE_MS / refillMsOf(this.#rule);
    const idle = this.#minute === undefined ? 0 : minute - this.#minute - MINUTE_MS;
    const before = Math.min(bucket, this.#tokens + (idle / MINUTE_MS) * refills);
    // At once when the minute begins, with what the bucket holds then; or spread, with all that comes back in it.
    const tokens = Math.floor(this.#least ? before : before + refills);
    const passed = Math.min(hits, this.#window(minute), tokens);
    const after = this.#least ? Math.min(bucket, before + refills) : before + refills;
    this.#tokens = Math.max(0, after - passed);
    this.#minute = minute;
    this.#passed.push({ minute, hits: passed });
    this.#held += passed;
    return passed;
  }

  #window(minute: number): number {
    const { window, per_ms } = this.#rule;
    for (let oldest = this.#passed[0]; oldest !== undefined; oldest = this.#passed[0]) {
      if (this.#mayHold(minute - oldest.minute)) break;
      this.#passed.shift();
      this.#held -= oldest.hits;
    }
    // A window shorter than a minute opens again and again in it.
    const windows = this.#least ? 1 : Math.max(1, Math.ceil(MINUTE_MS / per_ms));
    return Math.max(0, window * windows - this.#held);
  }

  /** Hits of two minutes may be as near as the end of one and the beginning of the other, or as far as the two ends. */
  #mayHold(betweenMs: number): boolean {
    const { per_ms } = this.#rule;
    return this.#least ? betweenMs - MINUTE_MS < per_ms : betweenMs + MINUTE_MS <= per_ms;
  }
}
