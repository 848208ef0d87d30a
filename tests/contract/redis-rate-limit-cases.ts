import { equal, ok } from "node:assert/strict";
import { RedisProcess } from "../harness/redis.ts";
import { startRedisCluster } from "../harness/redis-topologies.ts";
import { until } from "../harness/wait.ts";
import { RedisLimitTarget } from "./redis-targets.ts";

const RULE = { window: 5, per_ms: 60_000 };

/** What only limits over Redis have to cope with. */
export const redisRateLimitCases = [
  {
    name: "Redis limits: keys expire with their window",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisLimitTarget(redis.url);
      const limiter = await target.server();
      await limiter.hit("passing", { window: 5, per_ms: 6_000 });
      const left = async () => (await redis.cli("KEYS", "*:limit:passing")) === "";
      ok(!(await left()));
      await until("it is gone", left);
      await target.close();
    },
  },
  {
    name: "Redis limits: one command a hit, and none for what this server can refuse alone",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisLimitTarget(redis.url);
      const limiter = await target.server();
      const calls = async () =>
        Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.cli("INFO", "commandstats"))?.[1]);
      await limiter.hit("k", RULE);
      const before = await calls();
      for (let i = 0; i < 10; i += 1) await limiter.hit("k", RULE);
      equal((await calls()) - before, 4);
      equal((await redis.cli("INFO", "commandstats")).includes("cmdstat_eval:"), false);
      await target.close();
    },
  },
  {
    name: "Redis limits: each server counts alone while Redis is away, and all together again after",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisLimitTarget(redis.url);
      const [a, b] = [await target.server(), await target.server()];
      for (const limiter of [a, b]) await limiter.hit("k", RULE);
      await redis.kill();
      for (const limiter of [a, b]) {
        for (let i = 0; i < 4; i += 1) ok((await limiter.hit("k", RULE)).allowed);
        ok(!(await limiter.hit("k", RULE)).allowed, "its own hits count");
      }
      await redis.start();
      const fresh = { window: 3, per_ms: 60_000 };
      await until("they count together", async () => {
        const key = `again-${performance.now()}`;
        for (let i = 0; i < 3; i += 1) await a.hit(key, fresh);
        return !(await b.hit(key, fresh)).allowed;
      });
      await target.close();
    },
  },
  {
    name: "Redis limits: a frozen Redis is waited for once, not by everybody",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisLimitTarget(redis.url);
      const limiter = await target.server();
      await limiter.hit("k", RULE);
      redis.freeze();
      const started = performance.now();
      for (let i = 0; i < 50; i += 1) await limiter.hit(`k${i}`, RULE);
      // Fifty that wait for it one after the other take a minute or two.
      ok(performance.now() - started < 30_000);
      redis.thaw();
      await target.close();
    },
  },
  {
    name: "Redis Cluster: windows on a real one of three nodes",
    async run() {
      await using cluster = await startRedisCluster();
      const target = new RedisLimitTarget(cluster.url);
      const [a, b] = [await target.server(), await target.server()];
      for (let key = 0; key < 20; key += 1) {
        for (const limiter of [a, b, a, b, a]) ok((await limiter.hit(`k${key}`, RULE)).allowed);
        ok(!(await b.hit(`k${key}`, RULE)).allowed);
      }
      await target.close();
    },
  },
];
