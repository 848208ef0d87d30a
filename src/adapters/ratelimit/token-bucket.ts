/** Tokens as of a moment; they come back by themselves, one every `refillMs`, up to `size`. */
export interface TokenBucket {
  readonly tokens: number;
  readonly at: number;
}

export interface BucketRule {
  readonly size: number;
  readonly refillMs: number;
}

export const fullBucket = (rule: BucketRule, now: number): TokenBucket => ({
  tokens: rule.size,
  at: now,
});

/** Whole refills only, so that no fraction is ever rounded into a token. */
export const refilled = (bucket: TokenBucket, rule: BucketRule, now: number): TokenBucket => {
  const earned = Math.floor((now - bucket.at) / rule.refillMs);
  if (bucket.tokens + earned >= rule.size) return fullBucket(rule, now);
  return earned <= 0
    ? bucket
    : { tokens: bucket.tokens + earned, at: bucket.at + earned * rule.refillMs };
};

/** Of a refilled bucket: how long until there is a token; 0 when there is one. */
export const bucketWaitMs = (bucket: TokenBucket, rule: BucketRule, now: number): number =>
  bucket.tokens >= 1 ? 0 : bucket.at + rule.refillMs - now;

/** When all tokens are back, if none is taken. */
export const bucketFullAt = (bucket: TokenBucket, rule: BucketRule): number =>
  bucket.at + Math.max(0, rule.size - bucket.tokens) * rule.refillMs;

export const withToken = (bucket: TokenBucket, change: 1 | -1): TokenBucket => ({
  tokens: bucket.tokens + change,
  at: bucket.at,
});
