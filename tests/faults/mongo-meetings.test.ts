import { deepEqual, equal, rejects } from "node:assert/strict";
import { describe, test } from "vitest";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import { makeRoom, RoomLog, T0 } from "../contract/store-fixture.ts";
import { MongoSet } from "../harness/mongod.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { dbName, holdCommands, isUnavailable } from "./mongo-faults.ts";

describe("what meets in the midst of a write or a read of MongoDB", () => {
  test("a change has its seq before it looks at what it changes, and is not overtaken there", async () => {
    await using set = await MongoSet.start(1);
    const mongod = await set.primary();
    const one = await openMongoStore({ url: set.url, dbName });
    const other = await openMongoStore({ url: set.url, dbName });
    const log = await makeRoom(one, "r1", ["anna"]);
    await log.say("anna", "one");
    const theirs = new RoomLog(other, "r1");
    Object.assign(theirs, await other.log.tip("r1"));
    const held = await holdCommands(mongod, "find", "entries", 500);
    const changing = one.log.append([
      log.next("anna", { event: "edit", target: 1, content: "one!" }),
    ]);
    await held.reached();
    deepEqual(
      await other.log.append([theirs.message("anna", "two", { cid: "theirs", id: "theirs" })]),
      {
        status: "stopped",
        stored: 0,
        conflict: "seq",
      },
    );
    deepEqual(await changing, { status: "stored" });
    await held.end();
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
    // Until it is cut off, also on a machine that is held up meanwhile.
    const held = await holdCommands(mongod, "find", "entries", 6_000);
    const changing = dying.log.append([
      log.next("anna", { event: "edit", target: 1, content: "one!" }),
    ]);
    // Looked at from the start: it may be refused before the hold is over.
    const refused = rejects(changing, isUnavailable);
    await held.reached();
    proxy.cut();
    await held.end();
    await refused;
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
    const held = await holdCommands(mongod, "aggregate", "entries", 1_000);
    const viewing = store.rooms.membershipViews("bo");
    await held.reached();
    await log.add("anna", { event: "message", content: "@bo two", mentions: ["bo"] });
    const [view] = await viewing;
    deepEqual([view?.tip.seq, view?.unreadMentions], [1, 1]);
    await held.end();
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
    const held = await holdCommands(mongod, "update", "rooms", 1_000);
    await busy.append(busy.message("anna", "newest", { at: T0 + 3_000 }));
    // It writes by itself what it noted.
    await held.reached();
    const { items } = await store.rooms.discoverRooms("", ["public"], undefined, 10);
    deepEqual(
      items.map(({ id }) => id),
      ["busy", "quiet"],
    );
    await held.end();
    await store.close();
  });
});
