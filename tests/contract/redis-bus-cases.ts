import { deepEqual, equal, ok } from "node:assert/strict";
import { RedisProcess } from "../harness/redis.ts";
import { PREFIX } from "../harness/redis-peer.ts";
import { startRedisCluster, startRedisSentinels } from "../harness/redis-topologies.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";
import { aClient, publishedEntries } from "./bus-samples.ts";
import type { BusServer } from "./bus-server.ts";
import { RedisBusTarget } from "./redis-targets.ts";

/** Publishes the next entry again and again until one arrives: what is lost on the way is allowed here. */
const untilDelivered = async (from: BusServer, to: BusServer, roomId: string): Promise<void> => {
  let seq = 1_000;
  await until(`entries of ${roomId} arrive`, () => {
    seq += 1;
    from.bus.publish(roomId, publishedEntries(roomId, seq, 1));
    return to.seqs(roomId).some((arrived) => arrived >= 1_000);
  });
};

const wellAgain = (...servers: readonly BusServer[]): Promise<boolean> =>
  until("the bus is well", () => servers.every(({ bus }) => bus.health().ok));

/** All of these confirm a command of the first. */
const allConfirm = async (...servers: readonly [BusServer, ...BusServer[]]): Promise<void> => {
  const [from] = servers;
  let enforced: unknown;
  const ask = async () => {
    const answer = await from.bus.command({ type: "bans_changed" });
    enforced = answer;
    return answer.confirmed === servers.length;
  };
  await until("all confirm", ask).catch((cause: unknown) => {
    const seen = servers.map(({ bus, commands }) => ({
      health: bus.health(),
      commands: commands.length,
    }));
    throw new Error(JSON.stringify({ enforced, seen }), { cause });
  });
};

/** About two seconds, and what a machine that has much else to do adds. */
const WAITED_MS = 15_000;
/** In each direction: together more than what counts as well, and soon over. */
const HEARD_LATE_MS = 700;

const POISON = [
  "",
  "E",
  "E somebody",
  "E somebody\n1 1",
  "E somebody\n0 0\n{}",
  "E somebody\n1 1\n{",
  'E somebody\n1 1\n{"event":"message","room_id":"another","seq":1,"n":1}',
  'E somebody\n2 1\n{"event":"message","room_id":"r","seq":1,"n":1}',
  'E somebody\n1 2\n{"event":"message","room_id":"r","seq":1,"n":2}',
  'E somebody\n1 1 9\n{"event":"message","room_id":"r","seq":1,"n":1}',
  'E somebody\n1 1\n[{"event":"message","room_id":"r","seq":1,"n":1}]',
  'E somebody\n1 1\n{"event":"message","room_id":"r","seq":1,"n":1},{"event":"x"}',
  "null",
  "[]",
  '{"kind":"signal"}',
  '{"kind":"command","from":"x","id":"y","command":{"type":"drop_everything"}}',
  '{"kind":"command","from":"x","id":"y","command":{"type":"bans_changed","more":1}}',
  '{"kind":"question","from":"x","id":"y","question":{"type":"connections","filter":{"limit":102}}}',
  '{"kind":"question","from":"x","id":"y","question":{"type":"secrets","filter":{"limit":1}}}',
  '{"kind":"answer","from":"x","id":"y","clients":[{"connection_id":"c"}]}',
  '{"kind":"signal","from":"x","signal":{"to":"user","userId":"u","event":{"event":"nonsense"}}}',
  "\uffff\u2028",
  "x".repeat(100_000),
];

/** On a Redis of its own, to which any harm may be done. */
const onRedis = async (
  run: (target: RedisBusTarget, redis: RedisProcess) => Promise<void>,
): Promise<void> => {
  await using redis = await RedisProcess.start();
  const target = new RedisBusTarget(redis.url);
  await run(target, redis);
  await target.close();
};

/** Two servers, the second of which reaches Redis by way of a proxy. */
const throughProxy = (
  run: (a: BusServer, b: BusServer, proxy: TcpProxy, redis: RedisProcess) => Promise<void>,
): Promise<void> =>
  onRedis(async (target, redis) => {
    await using proxy = await TcpProxy.start(redis.port);
    const a = await target.server();
    const b = await target.server(`redis://127.0.0.1:${proxy.port}`);
    await run(a, b, proxy, redis);
  });

/** What only the bus over Redis has to cope with. Each case that harms Redis has one of its own. */
export const redisBusCases = [
  {
    name: "Redis bus: poisoned messages are ignored and counted, and what follows them arrives",
    run: () =>
      onRedis(async (target, redis) => {
        const [a, b] = [await target.server(), await target.server()];
        await b.bus.subscribe("r");
        for (const poison of POISON) {
          await redis.cli("PUBLISH", `${PREFIX}:room:r`, poison);
          await redis.cli("PUBLISH", `${PREFIX}:all`, poison);
        }
        a.bus.publish("r", publishedEntries("r", 1, 1));
        await until("the entry", () => b.seqs("r").length === 1);
        deepEqual([b.commands, b.questions, b.signals, b.seqs("r")], [[], [], [], [1]]);
        equal(gauge(b, "poisoned_total"), POISON.length * 2);
      }),
  },
  {
    name: "Redis bus: Redis is killed and restarted",
    run: () =>
      onRedis(async (target, redis) => {
        const [a, b] = [await target.server(), await target.server()];
        await b.bus.subscribe("before");
        await redis.kill();
        await until("both know", () => !a.bus.health().ok && !b.bus.health().ok);
        ok(a.bus.health().detail?.startsWith("Redis does not answer: "));

        const enforced = await a.bus.command({ type: "bans_changed" });
        deepEqual([enforced.confirmed, enforced.servers], [1, 2]);
        equal(a.commands.length, 1);
        a.clients = [aClient("a")];
        equal(enforced.pending?.length, 1, "who did not confirm is named");
        const said = await a.bus.ask({ type: "connections", filter: { limit: 2 } });
        deepEqual(said.answers, [a.clients]);
        deepEqual([said.servers, said.missing], [2, enforced.pending]);
        await b.bus.subscribe("meanwhile");
        // The connection that listens may be known to be gone before the one that publishes is.
        await until("a drop is counted", () => {
          a.bus.publish("before", publishedEntries("before", 1, 1));
          return gauge(a, "entries_dropped_total") > 0;
        });

        const before = b.resubscriptions;
        await redis.start();
        await wellAgain(a, b);
        await until("the hub is told", () => b.resubscriptions > before);
        await untilDelivered(a, b, "before");
        await untilDelivered(a, b, "meanwhile");
        await allConfirm(a, b);
      }),
  },
  {
    name: "Redis bus: a frozen Redis is noticed, connections are made anew, and all heals",
    run: () =>
      onRedis(async (target, redis) => {
        const [a, b] = [await target.server(), await target.server()];
        await b.bus.subscribe("r");
        redis.freeze();
        await until("both know", () => !a.bus.health().ok && !b.bus.health().ok);
        const enforced = await a.bus.command({ type: "bans_changed" });
        equal(enforced.confirmed, 1);
        ok(enforced.ms < WAITED_MS);
        redis.thaw();
        await wellAgain(a, b);
        await untilDelivered(a, b, "r");
      }),
  },
  {
    name: "Redis bus: a connection that swallows everything is silent for 5 s, and replaced",
    run: () =>
      throughProxy(async (a, b, proxy) => {
        await b.bus.subscribe("r");
        const { resubscriptions } = b;
        proxy.stall();
        const { confirmed, servers, ms } = await a.bus.command({ type: "bans_changed" });
        deepEqual([confirmed, servers], [1, 2], "the one that is cut off does not confirm");
        ok(ms < WAITED_MS);
        await until("it knows", () => !b.bus.health().ok);
        await until("the other one is well", () => a.bus.health().ok);
        await wellAgain(b);
        ok(b.resubscriptions > resubscriptions);
        await untilDelivered(a, b, "r");
        await allConfirm(a, b);
      }),
  },
  {
    name: "Redis bus: a network that swallows everything for a while, new connections too",
    run: () =>
      throughProxy(async (a, b, proxy) => {
        await b.bus.subscribe("r");
        const { accepted } = proxy;
        proxy.blackHole();
        await until("it knows", () => !b.bus.health().ok);
        await until("it tries new connections", () => proxy.accepted > accepted + 1);
        proxy.open();
        await wellAgain(b);
        await untilDelivered(a, b, "r");
        await allConfirm(a, b);
      }),
  },
  {
    name: "Redis bus: while it does not hear itself for a moment it asks all the same",
    run: () =>
      onRedis(async (target, redis) => {
        const [a, b] = [await target.server(), await target.server()];
        b.clients = [aClient("b")];
        redis.freeze();
        await until("both know", () => !a.bus.health().ok && !b.bus.health().ok);
        const ask = () => a.bus.ask({ type: "connections", filter: { limit: 2 } });
        const asked = ask();
        redis.thaw();
        const { answers, missing } = await asked;
        equal(answers.length + missing.length, 2, "nobody is left out without a word");
        const both = await until("both answer", async () => {
          const answer = await ask();
          return answer.missing.length === 0 ? answer.answers : undefined;
        });
        deepEqual(both, [[], b.clients]);
      }),
  },
  {
    name: "Redis bus: while it does not hear itself for a moment the others confirm all the same",
    run: () =>
      throughProxy(async (_, b, proxy) => {
        proxy.slow(HEARD_LATE_MS);
        await until("it knows", () => !b.bus.health().ok);
        const told = b.bus.command({ type: "bans_changed" });
        proxy.slow(0);
        const { confirmed, servers, pending = [] } = await told;
        deepEqual([confirmed, servers, pending], [2, 2, []]);
      }),
  },
  {
    name: "Redis bus: connections that are reset come back by themselves",
    run: () =>
      throughProxy(async (a, b, proxy) => {
        for (const room of ["kept", "dropped"]) await b.bus.subscribe(room);
        for (let time = 0; time < 3; time += 1) {
          const { resubscriptions } = b;
          proxy.cut();
          await until("it knows", () => !b.bus.health().ok);
          if (time === 0) b.bus.unsubscribe("dropped");
          proxy.open();
          await wellAgain(b);
          await until("the hub is told", () => b.resubscriptions > resubscriptions);
        }
        a.bus.publish("dropped", publishedEntries("dropped", 1, 1));
        await untilDelivered(a, b, "kept");
        deepEqual(b.seqs("dropped"), []);
      }),
  },
  {
    name: "Redis bus: a room that is let go of while all are subscribed to anew is not subscribed to for ever",
    run: () =>
      throughProxy(async (_, b, proxy, redis) => {
        await b.bus.subscribe("r");
        const isSubscribed = async () =>
          (await redis.cli("PUBSUB", "CHANNELS", "*:room:r")).length > 0;
        proxy.cut();
        await until("nobody subscribes", async () => !(await isSubscribed()));
        // Redis has heard of it by then, and its answer is still on the way.
        proxy.slow(400);
        proxy.open();
        await until("it is subscribed to anew", isSubscribed);
        b.bus.unsubscribe("r");
        proxy.slow(0);
        await wellAgain(b);
        await until("it is let go of", async () => !(await isSubscribed()));
      }),
  },
  {
    name: "Redis bus: starts without Redis, and serves when it comes",
    run: () =>
      onRedis(async (target, redis) => {
        await redis.kill();
        const server = await target.impatient();
        ok(!server.bus.health().ok);
        await server.bus.subscribe("r");
        await redis.start();
        await wellAgain(server);
        const other = await target.server();
        await untilDelivered(other, server, "r");
      }),
  },
  {
    name: "Redis Cluster: rooms on every node, commands, and a node that dies and comes back",
    async run() {
      await using cluster = await startRedisCluster();
      const target = new RedisBusTarget(cluster.url);
      const [a, b] = [await target.server(), await target.server()];
      await wellAgain(a, b);
      const rooms = Array.from({ length: 60 }, (_, i) => `room-${i}`);
      for (const room of rooms) await b.bus.subscribe(room);
      for (const room of rooms) a.bus.publish(room, publishedEntries(room, 1, 2));
      for (const room of rooms) await until(room, () => b.seqs(room).length === 2);
      await allConfirm(a, b);

      const [node] = cluster.nodes;
      await node?.kill();
      await until("both know", () => !a.bus.health().ok && !b.bus.health().ok);
      const { resubscriptions } = b;
      await node?.start();
      await cluster.settled();
      await wellAgain(a, b);
      await until("the hub is told", () => b.resubscriptions > resubscriptions);
      for (const room of rooms) await untilDelivered(a, b, room);
      await allConfirm(a, b);
      await target.close();
    },
  },
  {
    name: "Redis Cluster: rooms whose slots move to another node are followed",
    async run() {
      await using cluster = await startRedisCluster();
      const target = new RedisBusTarget(cluster.url);
      const [a, b] = [await target.server(), await target.server()];
      await wellAgain(a, b);
      const rooms = Array.from({ length: 30 }, (_, i) => `room-${i}`);
      for (const room of rooms) await b.bus.subscribe(room);
      await cluster.moveSlots(600);
      for (const room of rooms) await untilDelivered(a, b, room);
      await wellAgain(a, b);
      await allConfirm(a, b);
      await target.close();
    },
  },
  {
    name: "Redis Sentinel: the master is killed, and its replica takes over",
    async run() {
      await using sentinels = await startRedisSentinels();
      const target = new RedisBusTarget(sentinels.url);
      const [a, b] = [await target.server(), await target.server()];
      await wellAgain(a, b);
      await b.bus.subscribe("r");
      await sentinels.master.kill();
      await until("both know", () => !a.bus.health().ok && !b.bus.health().ok);
      await wellAgain(a, b);
      await untilDelivered(a, b, "r");
      await allConfirm(a, b);
      await target.close();
    },
  },
];

const gauge = ({ bus }: BusServer, name: string): number => {
  if (!("gauges" in bus) || typeof bus.gauges !== "function") throw new Error("no gauges");
  const gauges = bus.gauges() as Readonly<Record<string, number>>;
  return gauges[name] ?? Number.NaN;
};
