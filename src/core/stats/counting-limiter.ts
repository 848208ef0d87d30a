import type { RateDecision, RateLimiter } from "../../ports/rate-limit.ts";
import type { Meter } from "./meter.ts";

/** Counts what is refused, by the limit that its key begins with. */
export const countingLimiter = (limiter: RateLimiter, meter: Meter): RateLimiter => {
  const count = (key: string, decision: RateDecision): RateDecision => {
    if (!decision.allowed) meter.limitsHit.add(key.slice(0, Math.max(0, key.indexOf(":"))));
    return decision;
  };
  return {
    hit(key, rule) {
      const decision = limiter.hit(key, rule);
      return decision instanceof Promise
        ? decision.then((settled) => count(key, settled))
        : count(key, decision);
    },
    giveBack: (key, rule) => limiter.giveBack(key, rule),
    gauges: () => limiter.gauges(),
  };
};
