import { tmpdir } from "node:os";
import { MongoSet } from "../tests/harness/mongod.ts";
import { RedisProcess } from "../tests/harness/redis.ts";
import { ADMIN } from "../tests/harness/rest.ts";
import { RUNTIMES } from "../tests/harness/runtime-command.ts";
import { ServerProcess } from "../tests/harness/server-process.ts";
import {
  addressesOf,
  isPeer,
  type RunningTarget,
  startSocketIo,
  type TargetName,
} from "./targets.ts";

const JWT_SECRET = "a secret of the bench that all servers share";

/**
 * On a replica set of one member, whose journal is on a disk, and a Redis: a server of each runtime, or one
 * server, or Socket.IO.
 */
export const startClustered = async (
  name: TargetName,
  nodeFlags: readonly string[],
): Promise<RunningTarget> => {
  await using starting = new AsyncDisposableStack();
  const mongo = starting.use(await MongoSet.start(1, { place: tmpdir() }));
  const redis = starting.use(await RedisProcess.start());
  const env = { MONGO_URL: mongo.url, REDIS_URL: redis.url };
  const stores = [...mongo.members.map(({ pid }) => pid), redis.pid];
  if (isPeer(name)) {
    const peer = starting.use(await startSocketIo(env, stores));
    const started = starting.move();
    return { ...peer, [Symbol.asyncDispose]: () => started.disposeAsync() };
  }
  const servers: ServerProcess[] = [];
  for (const runtime of name === "cluster" ? RUNTIMES : [name]) {
    const runtimeFlags = runtime === "node" ? nodeFlags : [];
    const options = {
      runtime,
      runtimeFlags,
      env: { ...env, ...ADMIN, JWT_SECRET, RATE_LIMITS: "off" },
    };
    servers.push(starting.use(await ServerProcess.start(options)));
  }
  const started = starting.move();
  return {
    target: { kind: "crosstalk", servers: addressesOf(servers), stores },
    servers,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
};
