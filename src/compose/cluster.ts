import { RedisBus } from "../adapters/bus/redis/redis-bus.ts";
import { sharedClock } from "../adapters/clock/shared-clock.ts";
import { Leases } from "../adapters/cluster/redis/leases.ts";
import { RedisCluster } from "../adapters/cluster/redis/redis-cluster.ts";
import { RedisPresence } from "../adapters/presence/redis/redis-presence.ts";
import { LocalRateLimiter } from "../adapters/ratelimit/local-rate-limiter.ts";
import { RedisRateLimiter } from "../adapters/ratelimit/redis/redis-rate-limiter.ts";
import { RedisConnection, RedisRefused } from "../adapters/redis/redis-connection.ts";
import { RedisPubSub } from "../adapters/redis/redis-pubsub.ts";
import { parseRedisUrl, RedisUrlError } from "../adapters/redis/redis-url.ts";
import { RedisRotationLedger } from "../adapters/rotations/redis-rotation-ledger.ts";
import { openMongoStore } from "../adapters/store/mongo/store.ts";
import type { Config } from "../config.ts";
import { ServerIdTaken } from "../ports/cluster.ts";
import { StartError } from "../ports/runtime.ts";
import type { Backend, BackendDeps } from "./backend.ts";

/** What waiting does not cure, as one line for the operator. */
const refusal = (error: unknown): unknown =>
  error instanceof RedisUrlError || error instanceof RedisRefused || error instanceof ServerIdTaken
    ? new StartError(error.message, { cause: error })
    : error;

/** One server of many: MongoDB remembers, Redis connects. Either may be away for now. */
export const openCluster = async (
  { config, serverId, logger, clock: ownClock, random, metrics, facts, broken }: BackendDeps,
  { mongoUrl, dbName, redisUrl }: NonNullable<Config["cluster"]>,
): Promise<Backend> => {
  // Redis' clock times leases and limits already.
  const clock = sharedClock(ownClock);
  const deps = { clock, logger, random };
  // Servers that share a Redis and not a database are not of one cluster.
  const prefix = `crosstalk:${dbName}`;
  const processId = random.uuid(clock.now());
  const target = parse(redisUrl);
  const onUnusable = (error: Error) => broken(new StartError(error.message, { cause: error }));
  const store = await openMongoStore({ url: mongoUrl, dbName, serverId, logger, onUnusable });
  const connection = new RedisConnection(target, deps);
  connection.onRefused(onUnusable);
  const pubsub = new RedisPubSub(connection, prefix, processId, deps);
  const leases = new Leases(connection, prefix, serverId, processId);
  const cluster = new RedisCluster(
    { leases, serverId, processId, facts, taken: onUnusable, heardTime: clock.set },
    deps,
  );
  const presence = new RedisPresence({ pubsub, cluster, prefix, processId }, deps);
  const peers = () => cluster.peers();
  const bus = new RedisBus({ pubsub, prefix, processId, serverId, peers }, deps);
  metrics.gauges("crosstalk_bus", "What the bus says of itself", "what", () => bus.gauges());
  metrics.gauges("crosstalk_presence", "What presence keeps", "what", () => presence.gauges());
  return {
    clock,
    clockOffset: clock.measuredMs,
    store,
    blobs: store.blobs,
    bus,
    presence,
    cluster,
    limiter: new RedisRateLimiter(connection, prefix, new LocalRateLimiter(clock)),
    rotations: new RedisRotationLedger(connection, prefix),
    secret: config.jwtSecret ?? "",
    async join() {
      try {
        await connection.firstAnswer();
        await cluster.join();
        await presence.start();
      } catch (error) {
        throw refusal(error);
      }
    },
    async close() {
      await presence.stop();
      await cluster.leave();
      await bus.stop();
      pubsub.stop();
      connection.close();
      await store.close();
    },
  };
};

const parse = (redisUrl: string) => {
  try {
    return parseRedisUrl(redisUrl);
  } catch (error) {
    throw refusal(error);
  }
};
