import { blobsContract } from "./blobs.ts";
import { mongoCases } from "./mongo-cases.ts";
import type { MongoDatabases } from "./mongo-databases.ts";
import { openGridFsTarget, openMongoTarget } from "./mongo-target.ts";
import type { NamedCase } from "./on-runtimes.ts";
import { storeContract } from "./store.ts";

/** All that MongoDB is held to, on every runtime. */
export const mongoContract = (databases: () => MongoDatabases): readonly NamedCase[] => [
  ...storeContract(() => openMongoTarget(databases())),
  ...blobsContract(() => openGridFsTarget(databases())),
  ...mongoCases(databases),
];
