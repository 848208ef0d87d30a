/** Pairs of a bucket and how many fell into it, one after the other: what a second of durations is told as. */
export type BucketCounts = readonly number[];

/** To each doubling: a quantile is right to 6 %. */
const SUB_BITS = 3;
const SUB_BUCKETS = 1 << SUB_BITS;
/** Microseconds: two minutes and more are all the same. */
const MAX_US = 2 ** 27 - 1;
const BUCKETS = (27 - SUB_BITS + 1) * SUB_BUCKETS;

const bucketOf = (us: number): number => {
  if (us < SUB_BUCKETS) return us;
  const exponent = 31 - Math.clz32(us);
  const within = (us >> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1);
  return ((exponent - SUB_BITS + 1) << SUB_BITS) | within;
};

/** The middle of a bucket, in milliseconds. */
const millisecondsOf = (bucket: number): number => {
  if (bucket < SUB_BUCKETS) return bucket / 1_000;
  const shift = (bucket >> SUB_BITS) - 1;
  const lowest = (SUB_BUCKETS | (bucket & (SUB_BUCKETS - 1))) << shift;
  return (lowest + (1 << shift) / 2) / 1_000;
};

/** Durations in buckets of a fixed number, so that observing one is an addition and remembers nothing else. */
export class Durations {
  readonly #counts = new Uint32Array(BUCKETS);

  observe(ms: number): void {
    const bucket = bucketOf(Math.min(Math.max(0, Math.round(ms * 1_000)), MAX_US));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** All since the last call. */
  take(): BucketCounts {
    const pairs: number[] = [];
    this.#counts.forEach((count, bucket) => {
      if (count > 0) pairs.push(bucket, count);
    });
    if (pairs.length > 0) this.#counts.fill(0);
    return pairs;
  }
}

/** Gathers what was taken, from several servers or over a while. */
export class DurationSum {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  add(pairs: BucketCounts): void {
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const bucket = pairs[at] ?? 0;
      const count = pairs[at + 1] ?? 0;
      // Of a server of another version, perhaps.
      if (bucket >= BUCKETS) continue;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#total += count;
    }
  }

  /** In milliseconds; null where there is nothing. */
  quantile(q: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.max(1, Math.ceil(q * this.#total));
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return millisecondsOf(bucket);
    }
    return millisecondsOf(BUCKETS - 1);
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}

/** The quantiles of what several measured, in milliseconds; null where there is nothing. */
export const quantiles = (
  measured: readonly BucketCounts[],
  qs: readonly number[],
): (number | null)[] => {
  const sum = new DurationSum();
  for (const pairs of measured) sum.add(pairs);
  return qs.map((q) => sum.quantile(q));
};
