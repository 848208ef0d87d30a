import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { Connection } from "../../src/adapters/store/mongo/connection.ts";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import { type Store, StoreUnavailable } from "../../src/ports/store/store.ts";
import { until } from "../harness/wait.ts";
import type { MongoCase } from "./mongo-cases.ts";
import { account, makeRoom, member, RoomLog, seqsOf, T0 } from "./store-fixture.ts";

/** Sends as a sequencer does: numbered after the tip, and again after a conflict. */
const send = async (store: Store, userId: string, count: number): Promise<void> => {
  for (let sent = 0; sent < count; ) {
    const log = new RoomLog(store, "r1");
    Object.assign(log, await store.log.tip("r1"));
    const cids = Array.from({ length: Math.min(5, count - sent) }, (_, i) => sent + i);
    const batch = cids.map((cid) => log.message(userId, "x", { cid: `${userId} ${cid}` }));
    const outcome = await store.log.append(batch);
    sent += outcome.status === "stored" ? batch.length : outcome.stored;
  }
};

export const mongoClusterCases: readonly MongoCase[] = [
  {
    name: "mongo: what the driver never answers is unavailable in the end, and holds up nothing after it",
    run: async (url, dbName) => {
      const failures: unknown[] = [];
      const events = { refusal: () => undefined, failed: (e: unknown) => void failures.push(e) };
      const connection = new Connection(url, dbName, events, 5_000);
      const never = new Promise<void>(() => undefined);
      await rejects(
        connection.run(() => never),
        StoreUnavailable,
      );
      await rejects(
        connection.transaction(() => never),
        StoreUnavailable,
      );
      equal(failures.length, 2);
      const { meta } = connection.collections;
      equal(await connection.run((scope) => meta.countDocuments({}, scope)), 0);
      // They are still there to be seen.
      equal(connection.gauges()["mongo_operations"], 2);
      await connection.close();
    },
  },
  {
    name: "mongo: three servers that write to one room leave no hole, and each sender's order",
    run: async (url, dbName) => {
      const stores = await Promise.all([1, 2, 3].map(() => openMongoStore({ url, dbName })));
      const [first] = stores;
      ok(first !== undefined);
      await until("ready", () => stores.every((store) => store.health().ok) || undefined);
      await makeRoom(first, "r1", ["user0", "user1", "user2"]);
      await Promise.all(stores.map((store, i) => send(store, `user${i}`, 40)));
      for (const store of stores) {
        const entries = await store.log.entries("r1", 0, 500);
        deepEqual(
          seqsOf(entries),
          Array.from({ length: 120 }, (_, i) => i + 1),
        );
        for (const i of [0, 1, 2]) {
          const cids = entries
            .filter(({ senderId }) => senderId === `user${i}`)
            .map(({ cid }) => Number(cid.split(" ")[1]));
          deepEqual(
            cids,
            Array.from({ length: 40 }, (_, k) => k),
          );
        }
        const read = (await store.rooms.membership("r1", "user1"))?.read;
        const own = entries.findLast(({ senderId }) => senderId === "user1");
        deepEqual(read, { seq: own?.seq, n: own?.n });
      }
      await Promise.all(stores.map((store) => store.close()));
    },
  },
  {
    name: "mongo: rooms whose owners and members change at two servers at once have one owner",
    run: async (url, dbName) => {
      const one = await openMongoStore({ url, dbName });
      const other = await openMongoStore({ url, dbName });
      await until("ready", () => (one.health().ok && other.health().ok) || undefined);
      const ids = Array.from({ length: 8 }, (_, i) => `r${i}`);
      const owners = async (id: string) =>
        (await one.rooms.members(id, undefined, 10)).items.filter(({ role }) => role === "owner");
      for (const id of ids) {
        const [anna, bob] = [`anna-${id}`, `bob-${id}`] as const;
        await makeRoom(one, id, [anna, bob]);
        await one.rooms.setRole(id, bob, "owner");
        const outcomes = await Promise.all([
          one.rooms.setRole(id, anna, "member"),
          other.rooms.setRole(id, bob, "member"),
        ]);
        equal(outcomes.filter((outcome) => outcome === "last_owner").length, 1);
        equal((await owners(id)).length, 1);
        await one.rooms.removeMember(id, anna);
        await one.rooms.removeMember(id, bob);
        await Promise.all([
          one.rooms.addMember(member(id, anna)),
          other.rooms.addMember(member(id, bob)),
        ]);
        equal((await owners(id)).length, 1);
      }
      await Promise.all([one.close(), other.close()]);
    },
  },
  {
    name: "mongo: a repeat that arrives at another server is told what stands",
    run: async (url, dbName) => {
      const one = await openMongoStore({ url, dbName });
      const other = await openMongoStore({ url, dbName });
      const log = await makeRoom(one, "r1", ["anna"]);
      const first = log.message("anna", "once", { cid: "same" });
      const late = { ...log.message("anna", "late"), seq: 1, n: 1 };
      deepEqual(await other.log.tip("r1"), { seq: 0, n: 0, floor: 1 });
      await log.append(first);
      deepEqual(await other.log.append([{ ...first, id: "another" }]), {
        status: "stopped",
        stored: 0,
        conflict: "cid",
        existing: first,
      });
      deepEqual(await other.log.append([late]), { status: "stopped", stored: 0, conflict: "seq" });
      await one.close();
      await other.close();
    },
  },
  {
    name: "mongo: changes of one message on two servers at once lose nothing, and delete for good",
    run: async (url, dbName) => {
      const one = await openMongoStore({ url, dbName });
      const other = await openMongoStore({ url, dbName });
      const log = await makeRoom(one, "r1", ["anna", "bob"]);
      for (let round = 0; round < 8; round += 1) {
        const target = log.seq + 1;
        await log.say("anna", "secret");
        // Both take the next seq: one of them stops, and comes again behind the other.
        const { seq, n } = log;
        const attempt = async (store: Store, event: "edit" | "delete"): Promise<void> => {
          for (let next = seq + 1; ; next += 1) {
            const rival = new RoomLog(store, "r1");
            Object.assign(rival, { seq: next - 1, n });
            const payload =
              event === "edit"
                ? ({ event, target, content: "secret too" } as const)
                : ({ event, target } as const);
            const record = rival.next("anna", payload, { cid: `${event} ${round}` });
            if ((await store.log.append([record])).status === "stored") return;
          }
        };
        await Promise.all([attempt(one, "edit"), attempt(other, "delete")]);
        Object.assign(log, await one.log.tip("r1"));
        equal(log.seq, seq + 2);
        equal(JSON.stringify(await other.log.entries("r1", 0, 99)).includes("secret"), false);
        const query = { terms: ["secret"], roomIds: ["r1"], limit: 9 };
        deepEqual((await one.log.search(query)).hits, []);
      }
      await one.close();
      await other.close();
    },
  },
  {
    name: "mongo: a log that ended is closed to servers that have not heard of it",
    run: async (url, dbName) => {
      const one = await openMongoStore({ url, dbName });
      const other = await openMongoStore({ url, dbName });
      const log = await makeRoom(one, "r1", ["anna"]);
      const kept = await makeRoom(one, "r2", ["anna"]);
      await other.log.append([log.message("anna", "hi")]);
      const late = new RoomLog(other, "r1");
      Object.assign(late, { seq: 1, n: 1 });
      await one.rooms.deleteRoom("r1");
      // Before the sweep has closed it an append may pass; it goes with the rest.
      await until("closed", async () => {
        const outcome = await other.log.append([
          kept.message("anna", "kept"),
          late.message("anna", "late"),
        ]);
        if (outcome.status === "stored") return undefined;
        deepEqual(outcome, { status: "stopped", stored: 1, conflict: "room" });
        return true;
      });
      equal(await other.log.tip("r1"), undefined);
      await one.close();
      await other.close();
    },
  },
  {
    name: "mongo: many join and leave at once on two servers, and the count is theirs",
    run: async (url, dbName) => {
      const stores = await Promise.all([1, 2].map(() => openMongoStore({ url, dbName })));
      const [one, other] = stores;
      ok(one !== undefined && other !== undefined);
      await until("ready", () => stores.every((store) => store.health().ok) || undefined);
      await makeRoom(one, "r1", ["owner"]);
      const ids = Array.from({ length: 30 }, (_, i) => `user${i}`);
      for (const id of ids) await one.accounts.createUser(account(id));
      const storeOf = (i: number) => (i % 2 === 0 ? one : other);
      const added = await Promise.all(
        ids.map((id, i) => storeOf(i).rooms.addMember(member("r1", id))),
      );
      ok(added.every((outcome) => outcome === true));
      equal((await one.rooms.room("r1"))?.members, 31);
      await one.accounts.createUser(account("late"));
      await one.rooms.createInvite({
        code: "i",
        roomId: "r1",
        createdBy: "owner",
        createdAt: T0,
        expiresAt: T0 + 1,
        usesLeft: 3,
      });
      const accepted = await Promise.all(
        ids.map((_, i) => storeOf(i).rooms.addMember(member("r1", "late"), "i")),
      );
      equal(accepted.filter((outcome) => outcome === true).length, 1);
      equal((await other.rooms.invite("i"))?.usesLeft, 2);
      await one.rooms.removeMember("r1", "late");
      await Promise.all([
        one.rooms.removeMember("r1", "owner"),
        ...ids.slice(0, 20).map((id, i) => storeOf(i + 1).rooms.removeMember("r1", id)),
      ]);
      const { items } = await other.rooms.members("r1", undefined, 100);
      equal(items.length, 10);
      equal(items.filter(({ role }) => role === "owner").length, 1);
      equal((await other.rooms.room("r1"))?.members, 10);
      for (const store of stores) await store.close();
    },
  },
];
