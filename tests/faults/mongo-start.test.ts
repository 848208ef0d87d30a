import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, test } from "vitest";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import { makeRoom } from "../contract/store-fixture.ts";
import { lastingPort } from "../harness/free-port.ts";
import { Mongod, MongoSet } from "../harness/mongod.ts";
import { dbName, isUnavailable, named, whenReady } from "./mongo-faults.ts";

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
    const mongod = new Mongod(await lastingPort(), { replicaSet: "rs0" });
    await using _ended = mongod;
    const store = await openMongoStore({ url: mongod.url, dbName });
    match(store.health().detail ?? "", /ECONNREFUSED/);
    let isRefused = false;
    const refused = rejects(store.accounts.countUsers(), isUnavailable).then(() => {
      isRefused = true;
    });
    // Nothing that it would have to wait for.
    await turn();
    ok(isRefused);
    await refused;
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
