import { afterAll, beforeAll, describe, test } from "vitest";
import { MongoSet } from "../harness/mongod.ts";
import { mongoContract } from "./mongo-contract.ts";
import { MongoDatabases } from "./mongo-databases.ts";
import { describeOnOthers } from "./on-runtimes.ts";

/** Of tests' own, unless MONGO_URL names one that they may use. */
let set: MongoSet | undefined;
let opened: MongoDatabases | undefined;

const databases = (): MongoDatabases => {
  if (opened === undefined) throw new Error("MongoDB starts before the cases");
  return opened;
};

/**
 * Databases of some sixty files each, which mongod would keep open for minutes after they were dropped: with more than
 * the user may have open (20,000 here) it aborts.
 */
const MANY_DATABASES = [
  ...["--setParameter", "minSnapshotHistoryWindowInSeconds=0"],
  "--wiredTigerEngineConfigString=file_manager=(close_idle_time=5,close_scan_interval=1,close_handle_minimum=250)",
];

beforeAll(async () => {
  const given = process.env["MONGO_URL"] ?? "";
  if (given === "") set = await MongoSet.start(1, { settings: MANY_DATABASES });
  opened = new MongoDatabases(set?.url ?? given);
}, 300_000);

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
  await set?.[Symbol.asyncDispose]();
});

const cases = mongoContract(databases);

// None meets what another wrote, so they may run side by side: most of their time they wait.
describe.concurrent("MongoDB store on Node", () => {
  for (const { name, run } of cases) {
    test(name, run);
  }
});

describeOnOthers("MongoDB store", new URL("mongo-on-runtime.ts", import.meta.url), cases, () => ({
  MONGO_URL: databases().url,
}));
