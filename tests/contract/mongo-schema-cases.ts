import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { MongoClient } from "mongodb";
import type { Migration } from "../../src/adapters/store/mongo/migrations/migration.ts";
import { MIGRATIONS } from "../../src/adapters/store/mongo/migrations/migrations.ts";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import { until } from "../harness/wait.ts";
import type { MongoCase } from "./mongo-cases.ts";
import { account, makeRoom } from "./store-fixture.ts";

const newest = MIGRATIONS.at(-1)?.version ?? 0;

/** A step of a later version, that says how often it was run. */
const step = (compatible: number, ran: string[], fails = false): Migration => ({
  version: newest + 1,
  name: "later",
  compatible,
  async up({ users }, scope) {
    ran.push("up");
    await users.updateMany({}, { $set: { joins: 7 } }, scope);
    if (fails) throw new Error("cut off");
  },
});

const isUnusable = (pattern: RegExp) => (error: unknown) => {
  equal(error instanceof Error ? error.name : error, "StoreUnusable");
  match(String(error), pattern);
  return true;
};

export const mongoSchemaCases: readonly MongoCase[] = [
  {
    name: "mongo: servers that start at once make the indexes and the schema once, and all work",
    run: async (url, dbName) => {
      const stores = await Promise.all([1, 2, 3, 4].map(() => openMongoStore({ url, dbName })));
      await Promise.all(
        stores.map((store) => until("ready", () => store.health().ok || undefined)),
      );
      for (const [i, store] of stores.entries()) {
        equal(await store.accounts.createUser(account(`user${i}`)), "created");
      }
      equal(await stores[0]?.accounts.countUsers(), 4);
      await Promise.all(stores.map((store) => store.close()));
    },
  },
  {
    name: "mongo: a rolling upgrade migrates once, beside older servers that go on",
    run: async (url, dbName) => {
      const older = await openMongoStore({ url, dbName });
      const log = await makeRoom(older, "r1", ["anna"]);
      const ran: string[] = [];
      const migrations = [...MIGRATIONS, step(newest, ran)];
      const newer = await openMongoStore({ url, dbName, migrations });
      const another = await openMongoStore({ url, dbName, migrations });
      deepEqual(ran, ["up"]);
      await log.say("anna", "still here");
      equal((await newer.log.tip("r1"))?.seq, 1);
      // An older one that starts again in the midst of the upgrade works too.
      const again = await openMongoStore({ url, dbName });
      equal((await again.log.tip("r1"))?.seq, 1);
      for (const store of [older, newer, another, again]) await store.close();
    },
  },
  {
    name: "mongo: deleted users whom an earlier version left in rooms have them to leave",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      await makeRoom(store, "r1", ["anna", "bob"]);
      await store.accounts.createUser(account("cleo"));
      for (const id of ["anna", "cleo"]) {
        await store.accounts.deleteUser(id, "deleted user");
        await store.accounts.leftRooms(id);
      }
      await store.close();
      const client = new MongoClient(url);
      const meta = client.db(dbName).collection<{ _id: string; version: number }>("meta");
      await meta.updateOne({ _id: "schema" }, { $set: { version: 4 } });
      await client.close();
      const upgraded = await openMongoStore({ url, dbName });
      deepEqual(
        (await upgraded.accounts.leavingUsers(9)).map(({ id }) => id),
        ["anna"],
      );
      await upgraded.close();
    },
  },
  {
    name: "mongo: a migration that is cut off is made again, and until then nothing is promised",
    run: async (url, dbName) => {
      await (await openMongoStore({ url, dbName })).close();
      const ran: string[] = [];
      const failing = [...MIGRATIONS, step(newest, ran, true)];
      const store = await openMongoStore({ url, dbName, migrations: failing });
      equal(store.health().ok, false);
      await rejects(store.accounts.countUsers(), { name: "StoreUnavailable" });
      await store.close();
      const mended = [...MIGRATIONS, step(newest, ran)];
      const again = await openMongoStore({ url, dbName, migrations: mended });
      await until("migrated", () => again.health().ok || undefined);
      equal(await again.accounts.countUsers(), 0);
      await again.close();
    },
  },
  {
    name: "mongo: a database of a newer version that older ones can't work with is refused",
    run: async (url, dbName) => {
      const migrations = [...MIGRATIONS, step(newest + 1, [])];
      await (await openMongoStore({ url, dbName, migrations })).close();
      await rejects(openMongoStore({ url, dbName }), isUnusable(/newer Crosstalk .*start that/));
    },
  },
  {
    name: "mongo: an index that somebody made otherwise is refused by its name",
    run: async (url, dbName) => {
      const client = new MongoClient(url);
      const entries = client.db(dbName).collection("entries");
      await entries.createIndex({ cid: 1, sender: 1, "_id.room": 1 }, { name: "cid_1" });
      await client.close();
      await rejects(openMongoStore({ url, dbName }), isUnusable(/cid_1.*drop that index/));
    },
  },
  {
    name: "mongo: what is no URL is refused, and no password is told",
    run: async (_url, dbName) => {
      const url = "mongo://anna:secret@nowhere";
      await rejects(openMongoStore({ url, dbName }), (error) => {
        equal(String(error).includes("secret"), false);
        return isUnusable(/MONGO_URL is not a MongoDB URL/)(error);
      });
    },
  },
];
