import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { RedisRefused } from "../../src/adapters/redis/redis-connection.ts";
import { redisScript } from "../../src/adapters/redis/redis-script.ts";
import { RedisProcess } from "../harness/redis.ts";
import { startRedisCluster } from "../harness/redis-topologies.ts";
import { until } from "../harness/wait.ts";
import { openRedisBus, Peers, RedisBusTarget } from "./redis-targets.ts";

const ECHO = redisScript("return ARGV[1]");

/** Who may connect, and what an operator is told. */
export const redisConnectionCases = [
  {
    name: "Redis connection: a wrong password is refused at once, the right one serves",
    async run() {
      await using redis = await RedisProcess.start({ password: "right" });
      const peers = new Peers(redis.url);
      await peers.connect().connection.firstAnswer();
      for (const password of ["", ":wrong@"]) {
        const url = `redis://${password}127.0.0.1:${redis.port}`;
        const started = performance.now();
        await rejects(peers.connect(url).connection.firstAnswer(), (error) => {
          ok(error instanceof RedisRefused);
          match(error.message, /^REDIS_URL: (WRONGPASS|NOAUTH)/);
          doesNotMatch(error.message, /wrong@/);
          return true;
        });
        ok(performance.now() - started < 2_000);
      }
      peers.close();
      const target = new RedisBusTarget(redis.url);
      const [a, b] = [await target.server(), await target.server()];
      await until(
        "both",
        async () => (await a.bus.command({ type: "bans_changed" })).confirmed === 2,
      );
      equal(b.commands.at(-1)?.type, "bans_changed");
      await target.close();
    },
  },
  {
    name: "Redis connection: a node of a Cluster that is taken for a single server is called by its name",
    async run() {
      await using cluster = await startRedisCluster();
      const peers = new Peers(cluster.nodes[0]?.url ?? "");
      const { connection } = peers.connect();
      await connection.firstAnswer();
      // One of them is on another node.
      const keys = ["a", "b", "c", "d", "e", "f"];
      await Promise.allSettled(keys.map((key) => connection.command("SET", key, "1")));
      match(connection.lastError, /redis-cluster:\/\//);
      peers.close();
    },
  },
  {
    name: "Redis connection: a script that Redis has forgotten is brought along",
    async run() {
      await using redis = await RedisProcess.start();
      const peers = new Peers(redis.url);
      const { connection } = peers.connect();
      connection.prepare(ECHO);
      await connection.firstAnswer();
      equal(await connection.run(ECHO, [], ["1"]), "1");
      await redis.cli("SCRIPT", "FLUSH");
      equal(await connection.run(ECHO, [], ["2"]), "2");
      ok(connection.available, "that is no failure");
      peers.close();
    },
  },
  {
    name: "Redis connection: nothing is kept open after it was closed",
    async run() {
      const target = await openRedisBus();
      const { bus } = await target.server();
      await bus.subscribe("r");
      await bus.stop();
      await target.close();
      deepEqual(bus.health().ok, false);
    },
  },
];
