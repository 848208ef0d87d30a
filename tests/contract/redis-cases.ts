import { busContract } from "./bus.ts";
import { presenceContract } from "./presence.ts";
import { rateLimitContract } from "./ratelimit.ts";
import { redisBusCases } from "./redis-bus-cases.ts";
import { redisClusterCases } from "./redis-cluster-cases.ts";
import { redisConnectionCases } from "./redis-connection-cases.ts";
import { redisRateLimitCases } from "./redis-rate-limit-cases.ts";
import { redisRotationCases } from "./redis-rotation-cases.ts";
import { openRedisBus, openRedisLimits, openRedisPresence } from "./redis-targets.ts";

export interface RedisCase {
  readonly name: string;
  /** It has a Redis of its own, and may run beside others. */
  readonly isolated: boolean;
  readonly run: () => Promise<void>;
}

const shared = (cases: readonly Omit<RedisCase, "isolated">[]): RedisCase[] =>
  cases.map(({ name, run }) => ({ name, run, isolated: false }));

const isolated = (cases: readonly Omit<RedisCase, "isolated">[]): RedisCase[] =>
  cases.map(({ name, run }) => ({ name, run, isolated: true }));

/** All that runs on Redis, on every runtime. */
export const redisCases: readonly RedisCase[] = [
  ...shared(busContract({ open: openRedisBus, several: true })),
  ...shared(presenceContract({ open: openRedisPresence, several: true })),
  ...shared(rateLimitContract({ open: openRedisLimits, several: true })),
  // The longest first.
  ...isolated(redisClusterCases),
  ...isolated(redisBusCases),
  ...isolated(redisConnectionCases),
  ...isolated(redisRateLimitCases),
  ...isolated(redisRotationCases),
];
