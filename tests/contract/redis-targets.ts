import { RedisBus } from "../../src/adapters/bus/redis/redis-bus.ts";
import { RedisProcess } from "../harness/redis.ts";
import { connectPeer, PREFIX, type RedisPeer, redisDeps } from "../harness/redis-peer.ts";
import { BusServer, type BusTarget } from "./bus.ts";

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

  connect(url = this.#url): RedisPeer {
    const peer = connectPeer(url, `process-${crypto.randomUUID()}`);
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
