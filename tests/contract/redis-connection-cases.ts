import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { RedisRefused } from "../../src/adapters/redis/redis-connection.ts";
import { redisScript } from "../../src/adapters/redis/redis-script.ts";
import { RedisProcess } from "../harness/redis.ts";
import { startRedisCluster } from "../harness/redis-topologies.ts";
import { until } from "../harness/wait.ts";
import { answers, Peers, RedisBusTarget } from "./redis-targets.ts";

const ECHO = redisScript("return ARGV[1]");

/** Who may connect, and what an operator is told. */
export const redisConnectionCases = [
  {
    name: "Redis connection: a wrong password is refused at once, the right one serves",
    async run() {
      await using redis = await RedisProcess.start({ password: "right" });
      const peers = new Peers(redis.url);
      await answers(peers.connect());
      for (const password of ["", ":wrong@"]) {
        const url = `redis://${password}127.0.0.1:${redis.port}`;
        const { connection } = peers.connect(url);
        // The first that comes back without an error found nobody to answer within its 2 s.
        const refused = until("an answer", () => connection.firstAnswer().then(() => false));
        await rejects(refused, (error) => {
          ok(error instanceof RedisRefused);
          match(error.message, /^REDIS_URL: (WRONGPASS|NOAUTH)/);
          doesNotMatch(error.message, /wrong@/);
          return true;
        });
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
      const peer = peers.connect();
      const { connection } = peer;
      await answers(peer);
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
      const peer = peers.connect();
      const { connection } = peer;
      connection.prepare(ECHO);
      await answers(peer);
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
      await using redis = await RedisProcess.start();
      const target = new RedisBusTarget(redis.url);
      const { bus } = await target.server();
      await bus.subscribe("r");
      await bus.stop();
      await target.close();
      deepEqual(bus.health().ok, false);
    },
  },
];
