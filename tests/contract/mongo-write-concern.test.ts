import { expect, test } from "vitest";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import { MongoSet } from "../harness/mongod.ts";
import { until } from "../harness/wait.ts";
import { makeRoom, RoomLog } from "./store-fixture.ts";

/** By kind of write; `wnum`: those that asked for a number of members instead of a majority. */
type Counters = Readonly<Record<string, { readonly wmajority: number; readonly wnum: object }>>;

const COUNTED = ["--setParameter", "reportOpWriteConcernCountersInServerStatus=true"];

test("every write asks for the journal of a majority: reads wait for what was written before, however little it matters", async () => {
  await using mongo = await MongoSet.start(1, { settings: COUNTED });
  const [mongod] = mongo.members;
  const store = await openMongoStore({ url: mongo.url, dbName: "crosstalk" });
  await until("ready", () => store.health().ok || undefined);
  await makeRoom(store, "r1", ["anna"]);
  const log = new RoomLog(store, "r1");
  await store.log.append([log.message("anna", "hello")]);
  // When the room had its last entry is written by then, too.
  await store.close();
  const status = await mongod?.command({ serverStatus: 1 });
  const counters = status?.["opWriteConcernCounters"] as Counters;
  for (const kind of ["insert", "update"]) {
    expect(counters[kind]?.wmajority, kind).toBeGreaterThan(0);
    expect(counters[kind]?.wnum, kind).toEqual({});
  }
});
