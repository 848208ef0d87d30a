import { RedisBus } from "../../src/adapters/bus/redis/redis-bus.ts";
import { Leases } from "../../src/adapters/cluster/redis/leases.ts";
import { RedisCluster } from "../../src/adapters/cluster/redis/redis-cluster.ts";
import { RedisPresence } from "../../src/adapters/presence/redis/redis-presence.ts";
import { LocalRateLimiter } from "../../src/adapters/ratelimit/local-rate-limiter.ts";
import { RedisRateLimiter } from "../../src/adapters/ratelimit/redis/redis-rate-limiter.ts";
import type { RedisDeps } from "../../src/adapters/redis/redis-connection.ts";
import { type ServerFacts, ServerIdTaken } from "../../src/ports/cluster.ts";
import { RedisProcess } from "../harness/redis.ts";
import { connectPeer, PREFIX, type RedisPeer, redisDeps } from "../harness/redis-peer.ts";
import { until } from "../harness/wait.ts";
import { BusServer, type BusTarget } from "./bus-server.ts";
import { PresenceServer, type PresenceTarget } from "./presence.ts";
import type { RateLimitTarget } from "./ratelimit.ts";

/** One redis-server for all cases of a process that leave it as it is. */
let shared: Promise<RedisProcess> | undefined;

export const sharedRedis = (): Promise<RedisProcess> => {
  shared ??= RedisProcess.start();
  return shared;
};

export const endSharedRedis = async (): Promise<void> => {
  await (await shared)?.[Symbol.asyncDispose]();
};

/** However busy the machine is. */
export const answers = ({ connection }: RedisPeer): Promise<boolean> =>
  until("Redis answers", () => connection.available);

/** What every target is given: where its servers connect, and how they are told apart. */
export class Peers {
  readonly #url: string;
  readonly #peers: RedisPeer[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** All but that one, under ids that are the names of their processes. */
  others(processId: string): ReadonlyMap<string, string> {
    const ids = this.#peers.map((peer) => peer.processId).filter((id) => id !== processId);
    return new Map(ids.map((id) => [id, id]));
  }

  connect(url = this.#url, deps = redisDeps): RedisPeer {
    const peer = connectPeer(url, `process-${crypto.randomUUID()}`, deps);
    this.#peers.push(peer);
    return peer;
  }

  close(): void {
    for (const peer of this.#peers) peer.close();
  }
}

export class RedisBusTarget implements BusTarget {
  readonly #peers: Peers;

  constructor(url: string) {
    this.#peers = new Peers(url);
  }

  async server(url?: string): Promise<BusServer> {
    const peer = this.#peers.connect(url);
    await answers(peer);
    return await this.#serverOf(peer);
  }

  /** One that doesn't wait for Redis. */
  async impatient(): Promise<BusServer> {
    return await this.#serverOf(this.#peers.connect());
  }

  async #serverOf({ pubsub, processId }: RedisPeer): Promise<BusServer> {
    const peers = () => this.#peers.others(processId);
    const options = { pubsub, prefix: PREFIX, processId, serverId: processId, peers };
    const bus = new RedisBus(options, redisDeps);
    const server = new BusServer(bus);
    await bus.start(server);
    return server;
  }

  async close(): Promise<void> {
    this.#peers.close();
  }
}

export const openRedisBus = async (): Promise<RedisBusTarget> => {
  const redis = await sharedRedis();
  await redis.cli("FLUSHALL");
  return new RedisBusTarget(redis.url);
};

export const someFacts: ServerFacts = {
  runtime: "node",
  runtime_version: "24",
  version: "0.1.0",
  host: "chat",
  pid: 1,
  started_at: 1,
  connections: 2,
  rooms: 3,
  messages_in_total: 4,
  messages_out_total: 5,
  rss_bytes: 6,
  cpu: 0.5,
  loop_lag_ms: 0.25,
  bus: "redis",
  store: "mongodb",
  draining: false,
};

/** A server as the others of its cluster see it. */
export class ClusterMember extends PresenceServer {
  readonly cluster: RedisCluster;
  readonly peer: RedisPeer;
  readonly redisPresence: RedisPresence;
  /** Its SERVER_ID is another's. */
  refused = false;

  constructor(peer: RedisPeer, serverId: string, deps: RedisDeps) {
    const { connection, processId, pubsub } = peer;
    const leases = new Leases(connection, PREFIX, serverId, processId);
    const facts = () => someFacts;
    const taken = () => {
      this.refused = true;
    };
    const cluster = new RedisCluster({ leases, serverId, processId, facts, taken }, deps);
    const presence = new RedisPresence({ pubsub, cluster, prefix: PREFIX, processId }, deps);
    super(presence);
    this.redisPresence = presence;
    this.cluster = cluster;
    this.peer = peer;
  }

  async start(): Promise<void> {
    await answers(this.peer);
    await this.cluster.join();
    await this.redisPresence.start();
  }

  /** As kill -9 does: nothing is said any more. */
  vanish(): void {
    this.peer.close();
    void this.cluster.leave();
    void this.redisPresence.stop();
  }
}

export class RedisPresenceTarget implements PresenceTarget {
  readonly #peers: Peers;
  readonly #members: ClusterMember[] = [];

  constructor(url: string) {
    this.#peers = new Peers(url);
  }

  async server(
    serverId = `server-${this.#members.length}`,
    url?: string,
    deps = redisDeps,
  ): Promise<ClusterMember> {
    const member = new ClusterMember(this.#peers.connect(url, deps), serverId, deps);
    this.#members.push(member);
    await member.start();
    return member;
  }

  /** Rejects as `server` does; a busy machine may learn of it only after that. */
  async refused(serverId: string): Promise<void> {
    await this.server(serverId);
    await until("it is refused", () => this.#members.at(-1)?.refused === true);
    throw new ServerIdTaken(serverId);
  }

  async close(): Promise<void> {
    for (const { presence, cluster } of this.#members) {
      await presence.stop();
      await cluster.leave();
    }
    this.#peers.close();
  }
}

export const openRedisPresence = async (): Promise<RedisPresenceTarget> => {
  const redis = await sharedRedis();
  await redis.cli("FLUSHALL");
  return new RedisPresenceTarget(redis.url);
};

export class RedisLimitTarget implements RateLimitTarget {
  readonly #peers: Peers;

  constructor(url: string) {
    this.#peers = new Peers(url);
  }

  async server(): Promise<RedisRateLimiter> {
    const peer = this.#peers.connect();
    await answers(peer);
    const local = new LocalRateLimiter(redisDeps.clock);
    return new RedisRateLimiter(peer.connection, PREFIX, local);
  }

  async close(): Promise<void> {
    this.#peers.close();
  }
}

export const openRedisLimits = async (): Promise<RedisLimitTarget> => {
  const redis = await sharedRedis();
  await redis.cli("FLUSHALL");
  return new RedisLimitTarget(redis.url);
};
