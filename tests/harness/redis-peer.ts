import { systemClock } from "../../src/adapters/clock/system-clock.ts";
import { createCryptoRandom } from "../../src/adapters/random/crypto-random.ts";
import { RedisConnection, type RedisDeps } from "../../src/adapters/redis/redis-connection.ts";
import { RedisPubSub } from "../../src/adapters/redis/redis-pubsub.ts";
import { parseRedisUrl } from "../../src/adapters/redis/redis-url.ts";
import type { Logger } from "../../src/ports/logger.ts";

export const PREFIX = "crosstalk:test";

export const quietLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => quietLogger,
};

export const redisDeps: RedisDeps = {
  clock: systemClock,
  logger: quietLogger,
  random: createCryptoRandom(),
};

/** What one server process has of Redis. */
export interface RedisPeer {
  readonly processId: string;
  readonly connection: RedisConnection;
  readonly pubsub: RedisPubSub;
  close(): void;
}

export const connectPeer = (url: string, processId: string, deps = redisDeps): RedisPeer => {
  const connection = new RedisConnection(parseRedisUrl(url), deps);
  const pubsub = new RedisPubSub(connection, PREFIX, processId, deps);
  return {
    processId,
    connection,
    pubsub,
    close() {
      pubsub.stop();
      connection.close();
    },
  };
};
