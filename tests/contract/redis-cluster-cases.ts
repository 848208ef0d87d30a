import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { ServerIdTaken } from "../../src/ports/cluster.ts";
import { RedisProcess } from "../harness/redis.ts";
import { PREFIX, redisDeps } from "../harness/redis-peer.ts";
import { startRedisCluster } from "../harness/redis-topologies.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";
import { RedisPresenceTarget, someFacts } from "./redis-targets.ts";

const LEASE_MS = 15_000;

/** Servers that come, vanish and are cut off: their leases, and what presence makes of them. */
export const redisClusterCases = [
  {
    name: "Redis cluster: a server that vanished counts until its lease ends, and then its users are gone",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisPresenceTarget(redis.url);
      const [a, b] = [await target.server("a"), await target.server("b")];
      a.presence.watch("r");
      b.arrive("ben", "b1", "r");
      b.arrive("anna", "b2", "r");
      a.arrive("anna", "a1", "r");
      await until("both", () => a.presence.online("r") === 2);
      await until("both servers are known", () => a.cluster.count() === 2);
      const renewedAt = a.cluster
        .servers()
        .find(({ server_id }) => server_id === "b")?.last_seen_at;
      b.vanish();
      deepEqual([a.presence.online("r"), a.cluster.count()], [2, 2]);
      await until("its lease ended", () => a.cluster.count() === 1);
      ok(Date.now() - (renewedAt ?? Infinity) >= LEASE_MS, "not before the lease ended");
      deepEqual([a.ids("r"), a.gone, a.lost], [["anna"], ["ben"], ["ben"]]);
      await until("watchers are told", () => a.changes.at(-1)?.left.includes("ben") === true);
      await target.close();
    },
  },
  {
    name: "Redis cluster: clocks of hosts that are minutes apart change nothing",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisPresenceTarget(redis.url);
      const skewed = (ms: number) => ({
        ...redisDeps,
        clock: { ...redisDeps.clock, now: () => Date.now() + ms },
      });
      const a = await target.server("a", undefined, skewed(-5 * 60_000));
      const b = await target.server("b", undefined, skewed(5 * 60_000));
      b.arrive("ben", "b1", "r");
      await until("they see each other", () => a.cluster.count() + b.cluster.count() === 4);
      await until("he is known", () => a.presence.online("r") === 1);
      for (const { cluster } of [a, b]) {
        for (const { last_seen_at } of cluster.servers()) {
          ok(Math.abs(last_seen_at - Date.now()) < 30_000, "by Redis' clock");
        }
      }
      // Renewed at least once by each.
      await new Promise((resolve) => setTimeout(resolve, 7_000));
      deepEqual([a.cluster.count(), b.cluster.count(), a.gone], [2, 2, []]);
      b.vanish();
      await until("the lease ended", () => a.cluster.count() === 1);
      deepEqual(a.gone, ["ben"]);
      await target.close();
    },
  },
  {
    name: "Redis cluster: one that leaves is not waited for, and its facts are gone",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisPresenceTarget(redis.url);
      const [a, b] = [await target.server("a"), await target.server("b")];
      await until("both are known", () => a.cluster.servers().length === 2);
      const [, other] = a.cluster.servers();
      const { server_id, last_seen_at, ...facts } = other ?? { server_id: "", last_seen_at: 0 };
      deepEqual([server_id, facts], ["b", someFacts]);
      ok(Math.abs(last_seen_at - Date.now()) < 60_000);
      await b.cluster.leave();
      const again = await target.server("b");
      await until("they see each other", () => again.cluster.count() === 2);
      await target.close();
    },
  },
  {
    name: "Redis cluster: a second server of the same SERVER_ID refuses, one after a kill starts",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisPresenceTarget(redis.url);
      const first = await target.server("same");
      await rejects(target.refused("same"), ServerIdTaken);
      await until("the first is as it was", () => first.cluster.health().ok);
      first.vanish();
      const second = await target.server("same");
      await until("the second has it", () => second.cluster.health().ok);
      equal(second.cluster.count(), 1);
      await target.close();
    },
  },
  {
    name: "Redis cluster: while Redis is away nobody vanishes, nor when one server is back before another",
    async run() {
      await using redis = await RedisProcess.start();
      await using proxy = await TcpProxy.start(redis.port);
      const target = new RedisPresenceTarget(redis.url);
      const a = await target.server("a");
      const b = await target.server("b", `redis://127.0.0.1:${proxy.port}`);
      b.arrive("ben", "b1", "r");
      b.arrive("carla", "b2", "r");
      await until("they are known", () => a.presence.online("r") === 2);
      await until("both servers are known", () => a.cluster.count() === 2);
      await redis.kill();
      proxy.cut();
      b.part("ben", "b1", "r");
      b.arrive("dora", "b3", "r");
      // Longer than a lease, and than it takes to renew one.
      await new Promise((resolve) => setTimeout(resolve, LEASE_MS + 2_000));
      const stand = () => [a.ids("r"), a.gone, a.cluster.count()];
      deepEqual(stand(), [["ben", "carla"], [], 2]);
      await redis.start();
      const leases = () => redis.cli("ZCARD", `${PREFIX}:{servers}:ends`);
      await until("one has its lease again", async () => (await leases()) === "1");
      deepEqual(stand(), [["ben", "carla"], [], 2]);
      proxy.open();
      await until("what changed", () => a.ids("r").join() === "carla,dora");
      await until("both are as they were", () => b.cluster.health().ok && a.cluster.count() === 2);
      deepEqual(a.gone, ["ben"]);
      await target.close();
    },
  },
  {
    name: "Redis cluster: a server that was cut off for longer than its lease is back when it is",
    async run() {
      await using redis = await RedisProcess.start();
      await using proxy = await TcpProxy.start(redis.port);
      const target = new RedisPresenceTarget(redis.url);
      const a = await target.server("a");
      const b = await target.server("b", `redis://127.0.0.1:${proxy.port}`);
      b.arrive("ben", "b1", "r");
      await until("he is known", () => a.presence.online("r") === 1 && a.cluster.count() === 2);
      proxy.cut();
      await until("its lease ended", () => a.cluster.count() === 1, 120_000);
      equal(a.presence.online("r"), 0);
      deepEqual(b.ids("r"), ["ben"], "who is connected here is here");
      proxy.open();
      await until("he is back", () => a.presence.online("r") === 1 && a.cluster.count() === 2);
      await target.close();
    },
  },
  {
    name: "Redis cluster: poisoned presence is ignored and counted",
    async run() {
      await using redis = await RedisProcess.start();
      const target = new RedisPresenceTarget(redis.url);
      const [a, b] = [await target.server("a"), await target.server("b")];
      const poison = [
        "",
        "null",
        '{"kind":"deltas","from":"x","version":1,"deltas":[["u"]]}',
        '{"kind":"deltas","from":"x","version":-1,"deltas":[]}',
        '{"kind":"version","from":"x","version":1}',
        '{"kind":"deltas","from":"x","version":1,"deltas":[["u",true,"n",["r"],[],1]]}',
      ];
      for (const message of poison) await redis.cli("PUBLISH", `${PREFIX}:presence`, message);
      b.arrive("ben", "b1", "r");
      await until("what follows", () => a.presence.online("r") === 1);
      equal(a.redisPresence.gauges()["poisoned_total"], poison.length);
      await target.close();
    },
  },
  {
    name: "Redis Cluster: leases and presence on a real one of three nodes",
    async run() {
      await using cluster = await startRedisCluster();
      const target = new RedisPresenceTarget(cluster.url);
      const [a, b] = [await target.server("a"), await target.server("b")];
      b.arrive("ben", "b1", "r");
      await until("he is known", () => a.presence.online("r") === 1);
      await until(
        "both servers are known",
        () => a.cluster.count() === 2 && b.cluster.count() === 2,
      );
      await target.close();
    },
  },
];
