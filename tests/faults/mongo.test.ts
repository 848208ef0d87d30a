import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { describe, test } from "vitest";
import { Connection } from "../../src/adapters/store/mongo/connection.ts";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { EntryRecord } from "../../src/ports/store/log.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { makeRoom, RoomLog, seqsOf } from "../contract/store-fixture.ts";
import { MongoSet } from "../harness/mongod.ts";
import { until } from "../harness/wait.ts";
import { dbName, failCommands, isUnavailable, RECOVERY_MS, whenReady } from "./mongo-faults.ts";

/** Appends one by one, repeating after doubt as a sequencer does, until told to stop; answers what was acked. */
const sendUntil = async (store: Store, stopped: () => boolean): Promise<EntryRecord[]> => {
  const acked: EntryRecord[] = [];
  for (let i = 0; !stopped(); ) {
    try {
      const log = new RoomLog(store, "r1");
      Object.assign(log, await store.log.tip("r1"));
      const record = log.message("anna", `message ${i}`, { cid: `cid ${i}`, id: `id ${i}` });
      const outcome = await store.log.append([record]);
      if (outcome.status === "stored") acked.push(record);
      else if (outcome.conflict === "cid") acked.push(outcome.existing);
      else continue;
      i += 1;
    } catch (error) {
      isUnavailable(error);
      await until("ready again", () => store.health().ok || undefined, RECOVERY_MS);
    }
  }
  return acked;
};

/** Every acked message once, under its seq, and no hole. */
const checkLog = async (store: Store, acked: readonly EntryRecord[]): Promise<void> => {
  const entries = await store.log.entries("r1", 0, 100_000);
  deepEqual(
    seqsOf(entries),
    Array.from(entries, (_, i) => i + 1),
  );
  equal(new Set(entries.map(({ cid }) => cid)).size, entries.length);
  for (const record of acked) deepEqual(entries[record.seq - 1], record);
};

describe("MongoDB that fails", () => {
  test("a server that asks nothing of it notices that it is away, and that it is back", async () => {
    await using set = await MongoSet.start();
    const [mongod] = set.members;
    const store = await openMongoStore({ url: set.url, dbName });
    deepEqual(store.health(), { ok: true });
    await mongod?.kill();
    await until("noticed", () => /no primary/.test(store.health().detail ?? ""), RECOVERY_MS);
    await mongod?.start();
    await whenReady(store);
    await store.close();
  });

  test("kill -9 in the midst of appends takes nothing that was acknowledged", async () => {
    await using set = await MongoSet.start();
    const [mongod] = set.members;
    ok(mongod !== undefined);
    const store = await openMongoStore({ url: set.url, dbName });
    await makeRoom(store, "r1", ["anna"]);
    let stop = false;
    const sending = sendUntil(store, () => stop);
    for (let round = 1; round <= 2; round += 1) {
      const tip = async () => (await store.log.tip("r1").catch(() => undefined))?.seq ?? 0;
      const before = await tip();
      await until("some more", async () => (await tip()) > before + 20);
      await mongod.kill();
      await until("noticed", () => !store.health().ok);
      await mongod.start();
      await set.primary();
      await whenReady(store);
    }
    stop = true;
    const acked = await sending;
    ok(acked.length > 40);
    await checkLog(store, acked);
    await store.close();
  });

  test("a write whose fate is unknown is unavailable, and its repeat is told what stands", async () => {
    await using set = await MongoSet.start();
    const [mongod] = set.members;
    ok(mongod !== undefined);
    const store = await openMongoStore({ url: set.url, dbName });
    const log = await makeRoom(store, "r1", ["anna"]);
    const once = { times: 1 };
    // It is written, and no majority is known to have it.
    await failCommands(mongod, once, {
      failCommands: ["insert"],
      writeConcernError: { code: 64, errmsg: "waiting for replication timed out" },
    });
    const first = log.message("anna", "one");
    await rejects(store.log.append([first]), isUnavailable);
    const outcome = await store.log.append([first]);
    deepEqual(outcome, { status: "stopped", stored: 0, conflict: "cid", existing: first });
    // A connection that is cut is tried again, and stored once.
    await failCommands(mongod, once, { failCommands: ["insert"], closeConnection: true });
    await log.say("anna", "two");
    // So is a transaction, and its commit.
    await failCommands(mongod, once, {
      failCommands: ["commitTransaction"],
      closeConnection: true,
    });
    await log.add("anna", { event: "edit", target: 1, content: "one!" });
    deepEqual(seqsOf(await store.log.entries("r1", 0, 9)), [1, 2, 3]);
    await whenReady(store);
    await store.close();
  });

  test("what waits to write to a primary that stands still ends, and gives its connection back", async () => {
    await using set = await MongoSet.start(1);
    const events = { refusal: () => undefined, failed: () => undefined };
    const connection = new Connection(set.url, dbName, events, 8_000);
    const primary = await set.primary();
    const { meta } = connection.collections;
    const count = () => connection.run((scope) => meta.countDocuments({}, scope));
    equal(await count(), 0);
    primary.freeze();
    // More than its socket takes. The driver gives the connection up while they wait.
    const values = Array.from({ length: 3_000 }, () => ({ value: "x".repeat(10_000) }));
    const written = values.map((document, i) => ({ _id: `large ${i}`, ...document }));
    await rejects(
      connection.run((scope) =>
        connection.db.collection<{ _id: string }>("large").insertMany(written, scope),
      ),
      isUnavailable,
    );
    primary.thaw();
    await until("nothing runs", () => connection.gauges()["mongo_operations"] === 0 || undefined);
    equal(await until("it answers", () => count().catch(() => undefined), RECOVERY_MS), 0);
    await connection.close();
  });

  test("a full disk refuses sends, leaves nothing half done, and is got over", async () => {
    await using set = await MongoSet.start();
    const [mongod] = set.members;
    ok(mongod !== undefined);
    const store = await openMongoStore({ url: set.url, dbName });
    const log = await makeRoom(store, "r1", ["anna"]);
    await log.say("anna", "before");
    await failCommands(mongod, "alwaysOn", {
      failCommands: ["insert", "update", "delete", "findAndModify", "commitTransaction"],
      errorCode: 14_031,
    });
    const entry = log.message("anna", "late");
    await rejects(store.log.append([entry]), isUnavailable);
    equal(store.health().ok, false);
    const edit = log.next("anna", { event: "edit", target: 1, content: "edited" });
    await rejects(store.log.append([entry, edit]), isUnavailable);
    // What was stored is read all the same.
    deepEqual(await store.log.tip("r1"), { seq: 1, n: 1, floor: 1 });
    equal((await store.log.targets([{ roomId: "r1", seq: 1 }]))[0]?.content, "before");
    await failCommands(mongod, "off", {});
    await whenReady(store);
    deepEqual(await store.log.append([entry, edit]), { status: "stored" });
    equal((await store.log.targets([{ roomId: "r1", seq: 1 }]))[0]?.content, "edited");
    await store.close();
  });

  test("a primary of three that is killed takes nothing that was acknowledged", async () => {
    await using set = await MongoSet.start(3);
    const store = await openMongoStore({ url: set.url, dbName });
    await whenReady(store);
    await makeRoom(store, "r1", ["anna"]);
    let stop = false;
    const sending = sendUntil(store, () => stop);
    const grown = async (more: number): Promise<void> => {
      const tip = async () => (await store.log.tip("r1").catch(() => undefined))?.seq ?? 0;
      const before = await until("a tip", async () => (await tip()) || undefined, RECOVERY_MS);
      await until("some more", async () => (await tip()) > before + more, RECOVERY_MS);
    };
    await grown(10);
    await (await set.primary()).kill();
    await grown(10);
    stop = true;
    await checkLog(store, await sending);
    await store.close();
  });
});
