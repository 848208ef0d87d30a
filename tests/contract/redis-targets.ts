import { RedisBus } from "../../src/adapters/bus/redis/redis-bus.ts";
import { Leases } from "../../src/adapters/cluster/redis/leases.ts";
import { RedisCluster } from "../../src/adapters/cluster/redis/redis-cluster.ts";
import { RedisPresence } from "../../src/adapters/presence/redis/redis-presence.ts";
import { LocalRateLimiter } from "../../src/adapters/ratelimit/local-rate-limiter.ts";
import { RedisRateLimiter } from "../../src/adapters/ratelimit/redis/redis-rate-limiter.ts";
import type { RedisDeps } from "../../src/adapters/redis/redis-connection.ts";
import type { ServerFacts } from "../../src/ports/cluster.ts";
import { RedisProcess } from "../harness/redis.ts";
import { connectPeer, PREFIX, type RedisPeer, redisDeps } from "../harness/redis-peer.ts";
import { BusServer, type BusTarget } from "./bus.ts";
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

/** What every target is given: where its servers connect, and how they are told apart. */
export class Peers {
  readonly #url: string;
  readonly #peers: RedisPeer[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  get count(): number {
    return this.#peers.length;
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
    const { pubsub, processId, connection } = this.#peers.connect(url);
    const servers = () => this.#peers.count;
    const bus = new RedisBus({ pubsub, prefix: PREFIX, processId, servers }, redisDeps);
    await connection.firstAnswer();
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

  constructor(peer: RedisPeer, serverId: string, deps: RedisDeps) {
    const { connection, processId, pubsub } = peer;
    const leases = new Leases(connection, PREFIX, serverId, processId);
    const facts = () => someFacts;
    const cluster = new RedisCluster({ leases, serverId, processId, facts }, deps);
    const presence = new RedisPresence({ pubsub, cluster, prefix: PREFIX, processId }, deps);
    super(presence);
    this.redisPresence = presence;
    this.cluster = cluster;
    this.peer = peer;
  }

  async start(): Promise<void> {
    await this.peer.connection.firstAnswer();
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
    const { connection } = this.#peers.connect();
    const local = new LocalRateLimiter(redisDeps.clock);
    const limiter = new RedisRateLimiter(connection, PREFIX, local);
    await connection.firstAnswer();
    return limiter;
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
