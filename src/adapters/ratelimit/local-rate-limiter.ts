import type { Clock } from "../../ports/clock.ts";
import type { RateDecision, RateLimiter } from "../../ports/rate-limit.ts";
import { type RateRule, refillMsOf } from "../../protocol/settings.ts";
import { SlidingWindow } from "./sliding-window.ts";
import {
  type BucketRule,
  bucketFullAt,
  bucketWaitMs,
  fullBucket,
  refilled,
  type TokenBucket,
  withToken,
} from "./token-bucket.ts";

interface Usage {
  readonly window: SlidingWindow;
  bucket: TokenBucket | undefined;
  /** From then on it is as if it had never been hit; monotonic milliseconds. */
  idleAt: number;
}

export interface LocalRateLimiterCaps {
  readonly keys: number;
  /** Hits remembered over all keys; eight bytes each. */
  readonly hits: number;
}

/** Addresses and guests come and go: what no longer counts would stand there until the caps are reached. */
const FORGET_MS = 60_000;

const ALLOWED: RateDecision = { allowed: true };

const bucketRule = (rule: RateRule): BucketRule | undefined =>
  rule.bucket === undefined ? undefined : { size: rule.bucket, refillMs: refillMsOf(rule) };

/** Both layers in this process's memory: the whole cluster is this server. */
export class LocalRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #caps: LocalRateLimiterCaps;
  /** In the order of use, oldest first. */
  readonly #usages = new Map<string, Usage>();
  #hits = 0;

  constructor(clock: Clock, caps: LocalRateLimiterCaps = { keys: 50_000, hits: 4_000_000 }) {
    this.#clock = clock;
    this.#caps = caps;
    clock.every(FORGET_MS, () => this.#forgetIdle());
  }

  hit(key: string, rule: RateRule): RateDecision {
    const now = this.#clock.monotonic();
    const usage = this.#use(key);
    const before = usage.window.capacity;
    const tokens = bucketRule(rule);
    const bucket = tokens && refilled(usage.bucket ?? fullBucket(tokens, now), tokens, now);
    const waitMs = Math.max(
      usage.window.waitMs(rule.window, rule.per_ms, now),
      tokens && bucket ? bucketWaitMs(bucket, tokens, now) : 0,
    );
    if (waitMs <= 0) usage.window.add(now);
    usage.bucket = bucket && waitMs <= 0 ? withToken(bucket, -1) : bucket;
    const fullAt = usage.bucket && tokens ? bucketFullAt(usage.bucket, tokens) : 0;
    usage.idleAt = Math.max(now + rule.per_ms, fullAt);
    this.#hits += usage.window.capacity - before;
    this.#evict();
    return waitMs <= 0 ? ALLOWED : { allowed: false, retryAfterMs: Math.ceil(waitMs) };
  }

  giveBack(key: string): void {
    const usage = this.#usages.get(key);
    if (usage === undefined) return;
    usage.window.removeNewest();
    if (usage.bucket) usage.bucket = withToken(usage.bucket, 1);
  }

  gauges(): Readonly<Record<"keys" | "hits", number>> {
    return { keys: this.#usages.size, hits: this.#hits };
  }

  #use(key: string): Usage {
    const known = this.#usages.get(key);
    if (known !== undefined) this.#usages.delete(key);
    const usage = known ?? { window: new SlidingWindow(), bucket: undefined, idleAt: 0 };
    this.#usages.set(key, usage);
    return usage;
  }

  #evict(): void {
    for (const [key, usage] of this.#usages) {
      if (this.#usages.size <= this.#caps.keys && this.#hits <= this.#caps.hits) return;
      this.#forget(key, usage);
    }
  }

  #forgetIdle(): void {
    const now = this.#clock.monotonic();
    for (const [key, usage] of this.#usages) {
      if (usage.idleAt <= now) this.#forget(key, usage);
    }
  }

  #forget(key: string, { window }: Usage): void {
    this.#usages.delete(key);
    this.#hits -= window.capacity;
  }
}
