import type { RateLimiter } from "../../ports/rate-limit.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { RateRule } from "../../protocol/settings.ts";

export const rateLimited = (retryAfterMs: number): ProtocolError =>
  new ProtocolError("rate_limited", "Too many of these; wait a moment.", { retryAfterMs });

/** Counts one; throws `rate_limited` with the time to wait when that is one too many. */
export const enforceLimit = async (
  limiter: RateLimiter,
  key: string,
  rule: RateRule,
): Promise<void> => {
  const decision = await limiter.hit(key, rule);
  if (!decision.allowed) throw rateLimited(decision.retryAfterMs);
};
