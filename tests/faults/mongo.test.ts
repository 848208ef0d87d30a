import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "vitest";
import { Connection } from "../../src/adapters/store/mongo/connection.ts";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { EntryRecord } from "../../src/ports/store/log.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { makeRoom, RoomLog, seqsOf, T0 } from "../contract/store-fixture.ts";
import { freePort } from "../harness/free-port.ts";
import { Mongod, MongoSet } from "../harness/mongod.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";

const dbName = "crosstalk";
const RECOVERY_MS = 60_000;

const named = (name: string, pattern: RegExp) => (error: unknown) => {
  equal(error instanceof Error ? error.name : error, name, String(error));
  match(String(error), pattern);
  return true;
};
const isUnavailable = named("StoreUnavailable", /./);

const whenReady = (store: Store): Promise<true> =>
  until("the store is ready", () => store.health().ok || undefined, RECOVERY_MS);

/** Makes the next commands fail in mongod itself; `off` ends it. */
const failCommands = (mongod: Mongod, mode: object | string, data: object) =>
  mongod.command({ configureFailPoint: "failCommand", mode, data });

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

describe("MongoDB that is not as it should be", () => {
  test("a standalone is refused, with the line that makes it a replica set", async () => {
    await using mongod = await Mongod.start({});
    await rejects(
      openMongoStore({ url: mongod.url, dbName }),
      named("StoreUnusable", /is a standalone.*--replSet.*rs\.initiate\(\)/),
    );
  });

  test("a set that is not initiated is waited for, and says how to do it", async () => {
    await using mongod = await Mongod.start();
    const store = await openMongoStore({ url: mongod.url, dbName });
    equal(store.health().ok, false);
    match(store.health().detail ?? "", /rs\.initiate\(\)/);
    const members = [{ _id: 0, host: mongod.host }];
    await mongod.command({ replSetInitiate: { _id: "rs0", members } });
    await whenReady(store);
    await makeRoom(store, "r1", ["anna"]);
    await store.close();
  });

  test("one that is out of reach is waited for, and refused meanwhile at once", async () => {
    const mongod = new Mongod(await freePort(), { replicaSet: "rs0" });
    await using _ended = mongod;
    const store = await openMongoStore({ url: mongod.url, dbName });
    match(store.health().detail ?? "", /ECONNREFUSED/);
    const asked = performance.now();
    await rejects(store.accounts.countUsers(), isUnavailable);
    ok(performance.now() - asked < 1_000);
    await mongod.start();
    const members = [{ _id: 0, host: mongod.host }];
    await mongod.command({ replSetInitiate: { _id: "rs0", members } });
    await whenReady(store);
    equal(await store.accounts.countUsers(), 0);
    await store.close();
    await rejects(store.accounts.countUsers(), isUnavailable);
  });

  test("a wrong password is refused, and not told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "crosstalk-key-"));
    const keyFile = join(folder, "key");
    writeFileSync(keyFile, "c2VjcmV0IG9mIHRoZSBtZW1iZXJz", { mode: 0o400 });
    try {
      await using set = await MongoSet.start(1, { settings: ["--keyFile", keyFile] });
      const [mongod] = set.members;
      await mongod?.command({ createUser: "anna", pwd: "right", roles: ["root"] });
      const urlOf = (password: string) =>
        `mongodb://anna:${password}@${mongod?.host}/?directConnection=true`;
      await rejects(openMongoStore({ url: urlOf("wrong-one"), dbName }), (error) => {
        ok(!String(error).includes("wrong-one"));
        return named("StoreUnusable", /user or password of MONGO_URL/)(error);
      });
      const store = await openMongoStore({ url: urlOf("right"), dbName });
      deepEqual(store.health(), { ok: true });
      await store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("MongoDB that fails", () => {
  test("a server that asks nothing of it notices that it is away, and that it is back", async () => {
    await using set = await MongoSet.start();
    const [mongod] = set.members;
    const store = await openMongoStore({ url: set.url, dbName });
    deepEqual(store.health(), { ok: true });
    await mongod?.kill();
    await until("noticed", () => !store.health().ok, RECOVERY_MS);
    match(store.health().detail ?? "", /no primary/);
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
      const before = (await store.log.tip("r1"))?.seq ?? 0;
      await until("some more", async () => ((await store.log.tip("r1"))?.seq ?? 0) > before + 20);
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

  test("a change has its seq before it looks at what it changes, and is not overtaken there", async () => {
    await using set = await MongoSet.start(1);
    const mongod = await set.primary();
    const one = await openMongoStore({ url: set.url, dbName });
    const other = await openMongoStore({ url: set.url, dbName });
    const log = await makeRoom(one, "r1", ["anna"]);
    await log.say("anna", "one");
    const theirs = new RoomLog(other, "r1");
    Object.assign(theirs, await other.log.tip("r1"));
    const { count } = await failCommands(mongod, "alwaysOn", {
      failCommands: ["find"],
      namespace: `${dbName}.entries`,
      blockConnection: true,
      blockTimeMS: 500,
    });
    const changing = one.log.append([
      log.next("anna", { event: "edit", target: 1, content: "one!" }),
    ]);
    const looks = { waitForFailPoint: "failCommand", timesEntered: Number(count) + 1 };
    await mongod.command({ ...looks, maxTimeMS: 10_000 });
    deepEqual(
      await other.log.append([theirs.message("anna", "two", { cid: "theirs", id: "theirs" })]),
      {
        status: "stopped",
        stored: 0,
        conflict: "seq",
      },
    );
    deepEqual(await changing, { status: "stored" });
    await failCommands(mongod, "off", {});
    await one.close();
    await other.close();
  });

  test("what a server that died in its midst had begun holds nobody up", async () => {
    await using set = await MongoSet.start(1);
    const mongod = await set.primary();
    await using proxy = await TcpProxy.start(mongod.port);
    const url = `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`;
    const dying = await openMongoStore({ url, dbName });
    const store = await openMongoStore({ url: set.url, dbName });
    const log = await makeRoom(dying, "r1", ["anna"]);
    await log.say("anna", "one");
    const { count } = await failCommands(mongod, "alwaysOn", {
      failCommands: ["find"],
      namespace: `${dbName}.entries`,
      blockConnection: true,
      blockTimeMS: 1_000,
    });
    const changing = dying.log.append([
      log.next("anna", { event: "edit", target: 1, content: "one!" }),
    ]);
    const looks = { waitForFailPoint: "failCommand", timesEntered: Number(count) + 1 };
    await mongod.command({ ...looks, maxTimeMS: 10_000 });
    proxy.cut();
    await failCommands(mongod, "off", {});
    await rejects(changing, isUnavailable);
    // It holds the seq that this one needs, for a minute if nobody ends it.
    const theirs = new RoomLog(store, "r1");
    Object.assign(theirs, await store.log.tip("r1"));
    await theirs.say("anna", "two");
    equal((await store.log.tip("r1"))?.seq, 2);
    equal((await store.log.targets([{ roomId: "r1", seq: 1 }]))[0]?.content, "one");
    await store.close();
    await dying.close();
  });

  test("unread mentions are counted up to the tip that is told with them, whatever is written meanwhile", async () => {
    await using set = await MongoSet.start(1);
    const mongod = await set.primary();
    const store = await openMongoStore({ url: set.url, dbName });
    const log = await makeRoom(store, "r1", ["anna", "bo"]);
    await log.add("anna", { event: "message", content: "@bo one", mentions: ["bo"] });
    const { count } = await failCommands(mongod, "alwaysOn", {
      failCommands: ["aggregate"],
      namespace: `${dbName}.entries`,
      blockConnection: true,
      blockTimeMS: 1_000,
    });
    const viewing = store.rooms.membershipViews("bo");
    const looks = { waitForFailPoint: "failCommand", timesEntered: Number(count) + 1 };
    await mongod.command({ ...looks, maxTimeMS: 10_000 });
    await log.add("anna", { event: "message", content: "@bo two", mentions: ["bo"] });
    const [view] = await viewing;
    deepEqual([view?.tip.seq, view?.unreadMentions], [1, 1]);
    await failCommands(mongod, "off", {});
    await store.close();
  });

  test("rooms are listed by their newest entries, also while these are being noted", async () => {
    await using set = await MongoSet.start(1);
    const mongod = await set.primary();
    const store = await openMongoStore({ url: set.url, dbName });
    const quiet = await makeRoom(store, "quiet", ["anna"]);
    const busy = await makeRoom(store, "busy", ["anna"]);
    await busy.append(busy.message("anna", "early", { at: T0 + 1_000 }));
    await quiet.append(quiet.message("anna", "later", { at: T0 + 2_000 }));
    await store.rooms.discoverRooms("", ["public"], undefined, 10);
    const { count } = await failCommands(mongod, "alwaysOn", {
      failCommands: ["update"],
      namespace: `${dbName}.rooms`,
      blockConnection: true,
      blockTimeMS: 1_000,
    });
    await busy.append(busy.message("anna", "newest", { at: T0 + 3_000 }));
    // It writes by itself what it noted.
    const writes = { waitForFailPoint: "failCommand", timesEntered: Number(count) + 1 };
    await mongod.command({ ...writes, maxTimeMS: 10_000 });
    const { items } = await store.rooms.discoverRooms("", ["public"], undefined, 10);
    deepEqual(
      items.map(({ id }) => id),
      ["busy", "quiet"],
    );
    await failCommands(mongod, "off", {});
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
