import { deepEqual, equal } from "node:assert/strict";
import { MongoClient } from "mongodb";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import { until } from "../harness/wait.ts";
import type { MongoCase } from "./mongo-cases.ts";
import { account, makeRoom, session, T0 } from "./store-fixture.ts";

/** Counts what is really there, past the store. */
const looking = async (
  url: string,
  dbName: string,
  look: (count: (collection: string, filter?: object) => Promise<number>) => Promise<void>,
): Promise<void> => {
  const client = new MongoClient(url);
  const db = client.db(dbName);
  await look((collection, filter = {}) => db.collection(collection).countDocuments(filter));
  await client.close();
};

export const mongoRemovalCases: readonly MongoCase[] = [
  {
    name: "mongo: what a removed room left behind is swept after a restart, all but its end",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      const kept = await makeRoom(store, "r2", ["anna"]);
      await kept.say("anna", "kept");
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      for (let i = 0; i < 8; i += 1) {
        await log.append(...Array.from({ length: 200 }, () => log.message("anna", "gone")));
      }
      await log.add("bob", { event: "reaction", target: 1, emoji: "👍", on: true });
      const invite = { roomId: "r1", createdBy: "anna", createdAt: T0, expiresAt: T0 + 10 };
      await store.rooms.createInvite({ code: "code", ...invite });
      await store.rooms.deleteRoom("r1");
      await store.close();
      const again = await openMongoStore({ url, dbName });
      await looking(url, dbName, async (count) => {
        await until(
          "swept",
          async () => (await count("rooms", { purgeAt: { $exists: true } })) === 1,
        );
        equal(await count("entries", { "_id.room": "r1" }), 1);
        equal(await count("entries", { event: "end", purgeAt: { $exists: true } }), 1);
        equal(await count("members", { "_id.room": "r1" }), 0);
        equal(await count("reactions"), 0);
        equal(await count("invites"), 0);
      });
      deepEqual(await again.log.tip("r2"), { seq: 1, n: 1, floor: 1 });
      await again.close();
    },
  },
  {
    name: "mongo: retention leaves of a log no word, and what its senders have read",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      await log.say("anna", ...Array.from({ length: 250 }, () => "secret"));
      await log.say("bob", "secret");
      await log.say("anna", "secret");
      while (await store.log.retain(T0 + 10_000));
      deepEqual(await store.log.tip("r1"), { seq: 252, n: 252, floor: 253 });
      deepEqual(await store.log.entries("r1", 0, 10), []);
      equal(await store.log.retain(T0 + 10_000), false);
      deepEqual((await store.rooms.membership("r1", "anna"))?.read, { seq: 252, n: 252 });
      deepEqual((await store.rooms.membership("r1", "bob"))?.read, { seq: 251, n: 251 });
      await looking(url, dbName, async (count) => {
        equal(await count("entries"), 1);
        equal(await count("entries", { $or: [{ content: /secret/ }, { terms: /secret/ }] }), 0);
      });
      await log.say("anna", "on it goes");
      while (await store.log.retain(T0 + 20_000));
      await looking(url, dbName, async (count) => equal(await count("entries"), 1));
      deepEqual(await store.log.tip("r1"), { seq: 253, n: 253, floor: 254 });
      await store.close();
    },
  },
  {
    name: "mongo: a long walk for one's own messages is made once",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      await log.say("bob", "mine");
      for (let i = 0; i < 6; i += 1) {
        await log.say("anna", ...Array.from({ length: 200 }, () => "x"));
      }
      const read = async () => (await store.rooms.membershipViews("bob"))[0]?.membership.read;
      deepEqual(await read(), { seq: 1, n: 1 });
      await looking(url, dbName, async (count) =>
        equal(await count("members", { counted: 1_201, "read.seq": 1 }), 1),
      );
      deepEqual(await read(), { seq: 1, n: 1 });
      await log.say("bob", "mine too");
      deepEqual(await read(), { seq: 1_202, n: 1_202 });
      await store.close();
    },
  },
  {
    name: "mongo: what was over for days is removed by the database itself",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      await makeRoom(store, "r1", ["anna"]);
      await store.accounts.createUser(account("anna"));
      const long = Date.now() - 40 * 86_400_000;
      const now = Date.now();
      await store.accounts.createSession(session("old", "anna", { expiresAt: long }));
      await store.accounts.createSession(session("late", "anna", { expiresAt: now - 1_000 }));
      const invite = { roomId: "r1", createdBy: "anna", createdAt: long };
      await store.rooms.createInvite({ ...invite, code: "old", expiresAt: long });
      await store.rooms.createInvite({ ...invite, code: "late", expiresAt: now - 86_400_000 });
      const ban = { kind: "ban" as const, createdBy: "anna", createdAt: long };
      await store.moderation.createBan({ ...ban, id: "old", expiresAt: long });
      await store.moderation.createBan({ ...ban, id: "lasting" });
      // A mongod of the tests' own looks every second, another one every minute.
      await looking(url, dbName, async (count) => {
        for (const collection of ["sessions", "invites", "bans"]) {
          await until(collection, async () => (await count(collection)) === 1, 90_000);
        }
      });
      equal((await store.accounts.session("late"))?.id, "late");
      equal((await store.rooms.invite("late"))?.code, "late");
      await store.close();
    },
  },
];
