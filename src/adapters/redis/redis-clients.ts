import { Cluster, Redis, type RedisOptions } from "ioredis";
import type { Random } from "../../ports/random.ts";
import type { RedisTarget } from "./redis-url.ts";

/** Longer than that, and whoever waits does without Redis. */
const COMMAND_MS = 1_000;
const CONNECT_MS = 2_000;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1_000;

/** Replies as RESP2 has them, whichever protocol the server speaks. */
type Options = RedisOptions & { replyMapping: "legacy" };

const retryMs = (times: number, random: Random): number => {
  const most = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(times, 10));
  return Math.round(most * (0.5 + random.fraction() / 2));
};

/**
 * Nothing is queued or repeated behind the caller's back: a command is answered, refused at once where
 * there is no connection, or fails after a second.
 */
const common = (target: RedisTarget) =>
  ({
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.tls ? { tls: {} } : {}),
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    disconnectTimeout: 100,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    connectionName: "crosstalk",
    replyMapping: "legacy",
  }) satisfies Options;

export const singleClient = (target: RedisTarget, random: Random): Redis => {
  const [{ host, port }] = target.addresses;
  const where: RedisOptions =
    target.kind === "sentinel"
      ? {
          sentinels: target.addresses.map((sentinel) => ({ ...sentinel })),
          name: target.master ?? "",
          ...(target.tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
          sentinelRetryStrategy: (times) => retryMs(times, random),
        }
      : { host, port };
  const options: Options = {
    ...where,
    ...common(target),
    db: target.db,
    enableOfflineQueue: false,
    retryStrategy: (times) => retryMs(times, random),
  };
  return new Redis(options);
};

export const clusterClient = (target: RedisTarget, random: Random): Cluster =>
  new Cluster(
    target.addresses.map((node) => ({ ...node })),
    {
      redisOptions: common(target),
      enableOfflineQueue: false,
      slotsRefreshTimeout: CONNECT_MS,
      slotsRefreshInterval: 5_000,
      maxRedirections: 4,
      clusterRetryStrategy: (times) => retryMs(times, random),
      clusterNodeRetryStrategy: (times) => retryMs(times, random),
    },
  );

/** A connection of its own to where `client` connects, which only subscribes. */
export const subscriberOf = (client: Redis, random: Random): Redis => {
  const options: Options = {
    ...client.options,
    replyMapping: "legacy",
    lazyConnect: false,
    enableOfflineQueue: false,
    readOnly: false,
    // Thousands of rooms are confirmed one by one.
    commandTimeout: undefined,
    retryStrategy: (times) => retryMs(times, random),
  };
  return new Redis(options);
};
