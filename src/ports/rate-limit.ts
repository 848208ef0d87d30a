import type { RateRule } from "../protocol/settings.ts";

export type RateDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * Two layers (PROTOCOL §5): a token bucket in this server, then a sliding window over the whole cluster.
 * A refused hit counts against neither. Keys that no longer count are forgotten within a minute; they are capped too,
 * and the least recently used are forgotten first.
 */
export interface RateLimiter {
  hit(key: string, rule: RateRule): RateDecision | Promise<RateDecision>;
  /** Takes the newest hit back, such as that of an upgrade that authenticated. */
  giveBack(key: string, rule: RateRule): void;
  gauges(): Readonly<Record<string, number>>;
}
