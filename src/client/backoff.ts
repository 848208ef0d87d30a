export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Reconnecting and everything else that waits for a server to come back. */
export const RECONNECT: Backoff = { baseMs: 1_000, capMs: 30_000 };

/**
 * How long to wait before attempt `attempt` + 1 after `attempt` failures (≥ 1), with full jitter: uniform
 * up to the exponential bound, which spreads a herd best.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoffMs = (
  attempt: number,
  fraction: number,
  { baseMs, capMs }: Backoff = RECONNECT,
): number => Math.floor(fraction * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
