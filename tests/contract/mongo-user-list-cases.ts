import { deepEqual, ok } from "node:assert/strict";
import { type Db, MongoClient } from "mongodb";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { MongoCase } from "./mongo-cases.ts";
import { account, T0 } from "./store-fixture.ts";
import { listAll } from "./store-user-list-cases.ts";

interface Named {
  readonly _id: string;
  readonly foldedName?: string;
}

const pastTheStore = async (
  url: string,
  dbName: string,
  work: (db: Db) => Promise<void>,
): Promise<void> => {
  const client = new MongoClient(url);
  await work(client.db(dbName));
  await client.close();
};

export const mongoUserListCases: readonly MongoCase[] = [
  {
    name: "mongo: users whom an earlier server made stand in the list by name, each once, and are folded by an upgrade",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      for (const name of ["a", "b", "c", "d", "e", "f"]) {
        await store.accounts.createUser(account(name, { displayName: name.toUpperCase() }));
      }
      const unfold = { $unset: { foldedName: 1 } } as const;
      await pastTheStore(url, dbName, async (db) => {
        const users = db.collection<Named>("users");
        await users.updateMany({ _id: { $in: ["c", "d", "f"] } }, unfold);
      });
      const sorted = ["c", "d", "f", "a", "b", "e"];
      for (const limit of [1, 2, 3, 4, 9]) {
        deepEqual(await listAll(store.accounts, { sort: "name" }, limit), sorted);
        const backwards = { sort: "name", descending: true } as const;
        deepEqual(await listAll(store.accounts, backwards, limit), sorted.toReversed());
      }
      await store.close();
      await pastTheStore(url, dbName, async (db) => {
        const meta = db.collection<{ _id: string; version: number }>("meta");
        await meta.updateOne({ _id: "schema" }, { $set: { version: 3 } });
      });
      const upgraded = await openMongoStore({ url, dbName });
      deepEqual(await listAll(upgraded.accounts, { sort: "name" }), ["a", "b", "c", "d", "e", "f"]);
      await upgraded.close();
    },
  },
  {
    name: "mongo: no page of users costs more than what it shows, in any order",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      for (let i = 0; i < 200; i += 1) {
        const at = { createdAt: T0 + i, lastSeenAt: T0 - i };
        await store.accounts.createUser(account(`user${i}`, at));
      }
      await pastTheStore(url, dbName, async (db) => {
        await db.command({ profile: 2 });
        for (const sort of ["created", "name", "seen"] as const) {
          for (const descending of [false, true]) {
            await listAll(store.accounts, { sort, descending }, 20);
          }
        }
        await db.command({ profile: 0 });
        const asked = { op: "query", "command.find": "users" } as const;
        const found = await db.collection("system.profile").find(asked).toArray();
        deepEqual(found.length, 6 * 10);
        for (const { keysExamined, docsExamined, hasSortStage } of found) {
          ok(docsExamined <= 50 && keysExamined <= 50 && hasSortStage !== true);
        }
      });
      await store.close();
    },
  },
];
