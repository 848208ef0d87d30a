import { deepEqual, equal, rejects } from "node:assert/strict";
import type { EntryRecord } from "../../src/ports/store/log.ts";
import type { ContractCase } from "./store.ts";
import { makeRoom, RoomLog, seqsOf, T0 } from "./store-fixture.ts";

/** One entry of each event, with all that it may carry. */
const everyEvent = (log: RoomLog): EntryRecord[] => [
  log.next("anna", {
    event: "message",
    content: "hello 😀 ß",
    mentions: ["bob", "gone-user"],
    attachments: [
      { id: "a1", name: "a picture.png", size: 7, mime: "image/png", width: 3, height: 4 },
      { id: "a2", name: "ß😀", size: 1, mime: "application/octet-stream" },
    ],
  }),
  log.next("bob", { event: "message", content: "re", replyTo: 1 }),
  log.next("anna", { event: "edit", target: 1, content: "hello again" }),
  log.next("bob", { event: "reaction", target: 1, emoji: "👍🏽", on: true }),
  log.next("bob", { event: "reaction", target: 1, emoji: "👍🏽", on: false }),
  log.next("anna", { event: "member", change: "kicked", userId: "bob" }),
  log.next("anna", { event: "room", name: "new name" }),
  log.next("anna", { event: "room", topic: "" }),
  log.next("bob", { event: "delete", target: 2 }),
];

export const logCases: readonly ContractCase[] = [
  {
    name: "entries of every kind are read as they were appended, after a restart too",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const batch = everyEvent(log);
      await log.append(...batch);
      const expected = batch.map((record) =>
        record.seq === 2
          ? { ...record, erased: true, payload: { event: "message", replyTo: 1 } }
          : record,
      );
      deepEqual(await store.log.entries("r1", 0, 100), expected);
      const again = await reopen();
      deepEqual(await again.log.entries("r1", 0, 100), expected);
      deepEqual(await again.log.tip("r1"), { seq: 9, n: 2, floor: 1 });
    },
  },
  {
    name: "entries are read from a cursor on, ascending, at most so many",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "1", "2", "3", "4", "5");
      deepEqual(seqsOf(await store.log.entries("r1", 0, 2)), [1, 2]);
      deepEqual(seqsOf(await store.log.entries("r1", 2, 2)), [3, 4]);
      deepEqual(seqsOf(await store.log.entries("r1", 4, 10)), [5]);
      deepEqual(await store.log.entries("r1", 5, 10), []);
      deepEqual(await store.log.entries("r1", 99, 10), []);
      deepEqual(await store.log.entries("none", 0, 10), []);
      equal(await store.log.tip("none"), undefined);
    },
  },
  {
    name: "the tips of many rooms are read at once, of those that there are",
    run: async ({ store }) => {
      const one = await makeRoom(store, "r1", ["anna"]);
      await makeRoom(store, "r2", ["anna"]);
      await makeRoom(store, "r3", ["anna"]);
      await one.say("anna", "1", "2");
      await one.add("anna", { event: "reaction", target: 1, emoji: "👍", on: true });
      await store.rooms.deleteRoom("r3");
      const tips = await store.log.tips(["r3", "r1", "none", "r2", "r1"]);
      deepEqual(
        new Map(tips),
        new Map([
          ["r1", { seq: 3, n: 2, floor: 1 }],
          ["r2", { seq: 0, n: 0, floor: 1 }],
        ]),
      );
      equal((await store.log.tips([])).size, 0);
    },
  },
  {
    name: "one batch takes entries of several rooms in order, and tips survive a restart",
    run: async ({ store, reopen }) => {
      const one = await makeRoom(store, "r1", ["anna", "bob"]);
      const two = await makeRoom(store, "r2", ["anna"]);
      await makeRoom(store, "r3", ["anna"]);
      const batch = Array.from({ length: 256 }, (_, i) =>
        (i % 3 === 0 ? two : one).message("anna", `m${i}`),
      );
      deepEqual(await store.log.append(batch), { status: "stored" });
      const again = await reopen();
      deepEqual(await again.log.tip("r1"), { seq: 170, n: 170, floor: 1 });
      deepEqual(await again.log.tip("r2"), { seq: 86, n: 86, floor: 1 });
      deepEqual(await again.log.tip("r3"), { seq: 0, n: 0, floor: 1 });
      deepEqual(
        await again.log.entries("r2", 0, 300),
        batch.filter((record) => record.roomId === "r2"),
      );
      deepEqual(await store.log.append([]).catch(() => "closed"), "closed");
    },
  },
  {
    name: "an empty batch is stored",
    run: async ({ store }) => {
      deepEqual(await store.log.append([]), { status: "stored" });
    },
  },
  {
    name: "a seq that is taken, or leaves a hole, stops the batch there",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const other = await makeRoom(store, "r2", ["anna"]);
      await log.say("anna", "1", "2");
      const rival = new RoomLog(store, "r1");
      rival.seq = 1;
      rival.n = 1;
      const late = rival.message("bob", "two, too", { cid: "other" });
      const batch = [other.message("anna", "before"), late, other.message("anna", "after")];
      deepEqual(await store.log.append(batch), { status: "stopped", stored: 1, conflict: "seq" });
      deepEqual(seqsOf(await store.log.entries("r2", 0, 10)), [1]);
      deepEqual(await store.log.tip("r1"), { seq: 2, n: 2, floor: 1 });
      const ahead = { ...log.message("anna", "hole"), seq: 9 };
      deepEqual(await store.log.append([ahead]), { status: "stopped", stored: 0, conflict: "seq" });
      deepEqual((await store.rooms.membership("r1", "bob"))?.read, { seq: 0, n: 0 });
    },
  },
  {
    name: "a cid stands once for its sender and room: the repeat is told what stands",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const first = log.message("anna", "once", { cid: "same" });
      await log.append(first, log.message("bob", "also", { cid: "same" }));
      const other = await makeRoom(store, "r2", ["anna"]);
      await other.append(other.message("anna", "elsewhere", { cid: "same" }));
      const again = await reopen();
      const repeat = log.message("anna", "twice", { cid: "same", id: "another" });
      const batch = [other.message("anna", "before"), repeat, other.message("anna", "after")];
      deepEqual(await again.log.append(batch), {
        status: "stopped",
        stored: 1,
        conflict: "cid",
        existing: first,
      });
      deepEqual(await again.log.tip("r2"), { seq: 2, n: 2, floor: 1 });
      deepEqual(await again.log.tip("r1"), { seq: 2, n: 2, floor: 1 });
      // As after an unknown outcome: the very same entry, whose seq is taken too.
      deepEqual(await again.log.append([first]), {
        status: "stopped",
        stored: 0,
        conflict: "cid",
        existing: first,
      });
      deepEqual(await again.log.byCid("r1", "anna", "same"), first);
      equal(await again.log.byCid("r1", "anna", "none"), undefined);
      equal(await again.log.byCid("none", "anna", "same"), undefined);
      equal((await again.log.byCid("r1", "bob", "same"))?.seq, 2);
    },
  },
  {
    name: "a cid twice in one batch stops at the second",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const first = log.message("anna", "one", { cid: "same" });
      const batch = [first, log.message("anna", "two", { cid: "same" }), log.message("anna", "3")];
      deepEqual(await store.log.append(batch), {
        status: "stopped",
        stored: 1,
        conflict: "cid",
        existing: first,
      });
      deepEqual(await store.log.tip("r1"), { seq: 1, n: 1, floor: 1 });
      deepEqual((await store.rooms.membership("r1", "anna"))?.read, { seq: 1, n: 1 });
    },
  },
  {
    name: "a room that is not there stops the batch",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const nowhere = new RoomLog(store, "none");
      const batch = [log.message("anna", "1"), nowhere.message("anna", "x")];
      deepEqual(await store.log.append(batch), { status: "stopped", stored: 1, conflict: "room" });
    },
  },
  {
    name: "a wrong count of messages is refused, and nothing of its batch is written",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const batch = [log.message("anna", "1"), { ...log.message("anna", "2"), n: 7 }];
      await rejects(store.log.append(batch));
      deepEqual(await store.log.tip("r1"), { seq: 0, n: 0, floor: 1 });
      deepEqual(await store.log.entries("r1", 0, 9), []);
    },
  },
  {
    name: "n is told as of any seq",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "1", "2");
      await log.add("anna", { event: "edit", target: 1, content: "1!" });
      await log.add("anna", { event: "room", topic: "t" });
      await log.say("anna", "3");
      const { log: reads } = store;
      deepEqual(await reads.countAt("r1", 0), { seq: 0, n: 0 });
      deepEqual(await reads.countAt("r1", 1), { seq: 1, n: 1 });
      deepEqual(await reads.countAt("r1", 4), { seq: 4, n: 2 });
      deepEqual(await reads.countAt("r1", 5), { seq: 5, n: 3 });
      deepEqual(await reads.countAt("r1", 99), { seq: 5, n: 3 });
    },
  },
  {
    name: "text comes back as it was: every plane, long, and what only looks like SQL",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const texts = [
        "'; DROP TABLE entries; --",
        "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} e\u0301 é \u202e rtl",
        "x".repeat(4_000),
        "😀".repeat(4_000),
        " leading and trailing \n\t",
      ];
      await log.say("anna", ...texts);
      const read = await (await reopen()).log.entries("r1", 0, 10);
      deepEqual(
        read.map(({ payload }) => (payload.event === "message" ? payload.content : "")),
        texts,
      );
    },
  },
  {
    name: "the room list shows tip, read mark, unread mentions and the last message",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      await makeRoom(store, "r2", ["bob"], { topic: "empty" });
      const mention = { event: "message", content: "@bob", mentions: ["bob"] } as const;
      await log.append(log.next("anna", mention), log.next("anna", mention));
      const last = log.message("anna", "last");
      await log.append(last);
      await log.add("anna", { event: "edit", target: 3, content: "last!" });
      const { rooms } = await reopen();
      const views = await rooms.membershipViews("bob");
      deepEqual(views.map((view) => view.room.id).toSorted(), ["r1", "r2"]);
      const [view] = await rooms.membershipViews("bob", "r1");
      deepEqual(view?.tip, { seq: 4, n: 3, floor: 1 });
      deepEqual(view?.membership.read, { seq: 0, n: 0 });
      equal(view?.unreadMentions, 2);
      deepEqual(view?.lastMessage, { entry: last, content: "last!" });
      equal(view?.room.activeAt, T0 + 4);
      equal(view?.room.members, 2);
      deepEqual(
        view,
        views.find(({ room }) => room.id === "r1"),
      );
      const [empty] = await rooms.membershipViews("bob", "r2");
      equal(empty?.lastMessage, undefined);
      deepEqual(empty?.tip, { seq: 0, n: 0, floor: 1 });
      equal(empty?.room.topic, "empty");
      await rooms.markRead("r1", "bob", { seq: 1, n: 1 });
      equal((await rooms.membershipViews("bob", "r1"))[0]?.unreadMentions, 1);
      deepEqual(await rooms.membershipViews("anna", "r2"), []);
      deepEqual(await rooms.membershipViews("nobody"), []);
    },
  },
];
