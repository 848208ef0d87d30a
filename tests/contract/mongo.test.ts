import { afterAll, beforeAll, describe, test } from "vitest";
import { MongoSet } from "../harness/mongod.ts";
import { blobsContract } from "./blobs.ts";
import { mongoCases } from "./mongo-cases.ts";
import { openGridFsTarget, openMongoTarget } from "./mongo-target.ts";
import { describeOnOthers } from "./on-runtimes.ts";
import { storeContract } from "./store.ts";

/** Of tests' own, unless MONGO_URL names one that they may use. */
let set: MongoSet | undefined;
let url = process.env["MONGO_URL"] ?? "";

/**
 * Each case has a database of some sixty files, which mongod would keep open for minutes after they were dropped:
 * with more than the user may have open (20,000 here) it aborts.
 */
const MANY_DATABASES = [
  ...["--setParameter", "minSnapshotHistoryWindowInSeconds=0"],
  "--wiredTigerEngineConfigString=file_manager=(close_idle_time=5,close_scan_interval=1,close_handle_minimum=250)",
];

beforeAll(async () => {
  if (url !== "") return;
  set = await MongoSet.start(1, { settings: MANY_DATABASES });
  url = set.url;
}, 300_000);

afterAll(async () => {
  await set?.[Symbol.asyncDispose]();
});

const cases = [
  ...storeContract(() => openMongoTarget(url)),
  ...blobsContract(() => openGridFsTarget(url)),
  ...mongoCases(() => url),
];

// Each on a database of its own, so they may run side by side: most of their time they wait.
describe.concurrent("MongoDB store on Node", () => {
  for (const { name, run } of cases) {
    test(name, run);
  }
});

describeOnOthers("MongoDB store", new URL("mongo-on-runtime.ts", import.meta.url), cases, () => ({
  MONGO_URL: url,
}));
