import { describe, test } from "vitest";
import { systemClock } from "../../src/adapters/clock/system-clock.ts";
import { LocalRateLimiter } from "../../src/adapters/ratelimit/local-rate-limiter.ts";
import { rateLimitContract } from "./ratelimit.ts";

const cases = rateLimitContract({
  several: false,
  open: async () => ({
    server: async () => new LocalRateLimiter(systemClock),
    close: async () => undefined,
  }),
});

describe("local rate limiter", () => {
  for (const { name, run } of cases) test(name, run);
});
