import type { RateLimiter } from "../../ports/rate-limit.ts";

/** RATE_LIMITS=off, for load tests. */
export const noRateLimiter = {
  hit: () => ({ allowed: true }),
  giveBack: () => undefined,
  gauges: () => ({}),
} satisfies RateLimiter;
