import type { Clock } from "../../ports/clock.ts";

/** Milliseconds. */
export interface LagQuantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoopLag {
  /** Since the last call; zeroes when nothing was measured. */
  take(): LagQuantiles;
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
  return {
    take: () => {
      const sorted = samples.slice(0, Math.min(count, SAMPLES)).sort();
      count = 0;
      const quantile = (q: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
      return sorted.length === 0
        ? NONE
        : { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) };
    },
    stop: () => timer.cancel(),
  };
};
