import { join } from "node:path";
import { DiskBlobs } from "../adapters/blobs/disk-blobs.ts";
import { LocalBus } from "../adapters/bus/local-bus.ts";
import { LocalCluster } from "../adapters/cluster/local-cluster.ts";
import { prepareDataDir, readOrMakeSecret, UPLOADS_FOLDER } from "../adapters/data-dir/data-dir.ts";
import { LocalPresence } from "../adapters/presence/local-presence.ts";
import { LocalRateLimiter } from "../adapters/ratelimit/local-rate-limiter.ts";
import { openSqliteStore } from "../adapters/store/sqlite/store.ts";
import type { Backend, BackendDeps } from "./backend.ts";

/** One server with nothing beside it: SQLite in DATA_DIR, everything else in this process. */
export const openEmbedded = async ({
  config,
  serverId,
  logger,
  clock,
  facts,
}: BackendDeps): Promise<Backend> => {
  await prepareDataDir(config.dataDir);
  const store = await openSqliteStore({ dataDir: config.dataDir, logger });
  const blobs = new DiskBlobs(join(config.dataDir, UPLOADS_FOLDER));
  // After the store, which has found that nobody else has this folder.
  await blobs.open();
  const bus = new LocalBus();
  return {
    clock,
    clockOffset: () => undefined,
    store,
    blobs,
    bus,
    presence: new LocalPresence(clock),
    cluster: new LocalCluster(serverId, facts, clock),
    limiter: new LocalRateLimiter(clock),
    secret: config.jwtSecret ?? (await readOrMakeSecret(config.dataDir)),
    rotations: undefined,
    async join() {},
    async close() {
      await bus.stop();
      await store.close();
    },
  };
};
