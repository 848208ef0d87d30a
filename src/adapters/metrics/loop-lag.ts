import type { Clock } from "../../ports/clock.ts";

/** Milliseconds. */
export interface LagQuantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LagReader {
  /** Since this reader's last call; zeroes when nothing was measured. */
  take(): LagQuantiles;
}

export interface LoopLag {
  /** One for each who asks: what one has taken, the others have not. */
  reader(): LagReader;
  stop(): void;
}

const INTERVAL_MS = 10;
/** A minute's worth: whoever asks less often gets the last minute. */
const SAMPLES = 6_000;
const NONE: LagQuantiles = { p50: 0, p99: 0, max: 0 };

/**
 * How late a 10 ms timer fires. perf_hooks.monitorEventLoopDelay would do the same from C++, but Bun and
 * Deno leave parts of it out, and numbers of three runtimes are only comparable when measured one way.
 */
export const measureLoopLag = (clock: Clock): LoopLag => {
  const samples = new Float64Array(SAMPLES);
  let count = 0;
  let due = clock.monotonic() + INTERVAL_MS;
  const timer = clock.every(INTERVAL_MS, () => {
    const now = clock.monotonic();
    samples[count++ % SAMPLES] = Math.max(0, now - due);
    due = now + INTERVAL_MS;
  });
  const since = (from: number): Float64Array => {
    const first = Math.max(from, count - SAMPLES);
    const taken = new Float64Array(count - first);
    for (let i = first; i < count; i += 1) taken[i - first] = samples[i % SAMPLES] ?? 0;
    return taken.sort();
  };
  return {
    reader: () => {
      let taken = count;
      return {
        take: () => {
          const sorted = since(taken);
          taken = count;
          return sorted.length === 0 ? NONE : quantilesOf(sorted);
        },
      };
    },
    stop: () => timer.cancel(),
  };
};

const quantilesOf = (sorted: Float64Array): LagQuantiles => {
  const quantile = (q: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  return { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) };
};
