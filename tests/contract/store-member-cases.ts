import { deepEqual, equal, ok } from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { ContractCase } from "./store.ts";
import { account, makeRoom, member, room, T0 } from "./store-fixture.ts";

export const memberCases: readonly ContractCase[] = [
  {
    name: "members come and go, counted, and say what they were",
    run: async ({ store }) => {
      const { rooms, accounts } = store;
      await makeRoom(store, "r1", ["anna"]);
      await accounts.createUser(account("bob"));
      const bob = member("r1", "bob", { role: "moderator", muted: true, read: { seq: 4, n: 2 } });
      equal(await rooms.addMember(bob), true);
      equal(await rooms.addMember(bob), false);
      equal(await rooms.addMember(member("none", "bob")), "gone");
      deepEqual(await rooms.membership("r1", "bob"), bob);
      equal((await rooms.room("r1"))?.members, 2);
      deepEqual(await rooms.removeMember("r1", "bob"), { role: "moderator" });
      equal(await rooms.removeMember("r1", "bob"), undefined);
      equal(await rooms.membership("r1", "bob"), undefined);
      equal((await rooms.room("r1"))?.members, 1);
    },
  },
  {
    name: "of two who add the same member at once, one does",
    run: async ({ store }) => {
      await makeRoom(store, "r1", ["anna"]);
      await store.accounts.createUser(account("bob"));
      const adds = [1, 2, 3].map(() => store.rooms.addMember(member("r1", "bob")));
      deepEqual((await Promise.all(adds)).filter(Boolean), [true]);
      equal((await store.rooms.room("r1"))?.members, 2);
    },
  },
  {
    name: "nobody has more rooms than the limit",
    run: async ({ store: { rooms, accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createUser(account("bob"));
      const ids = Array.from({ length: LIMITS.roomsPerUser + 1 }, (_, i) => `r${i}`);
      while (ids.length > 0) {
        const some = ids.splice(0, 20);
        const make = (id: string) =>
          rooms.createRoom(room(id), [member(id, id === "r0" ? "bob" : "anna")]);
        await Promise.all(some.map(make));
      }
      const invite = { code: "i", roomId: "r0", createdBy: "bob", createdAt: T0, usesLeft: 1 };
      await rooms.createInvite({ ...invite, expiresAt: T0 + 1 });
      equal(await rooms.addMember(member("r0", "anna"), "i"), "full");
      equal((await rooms.invite("i"))?.usesLeft, 1);
      equal((await rooms.membershipViews("anna")).length, LIMITS.roomsPerUser);
      await rooms.deleteRoom("r1");
      equal(await rooms.addMember(member("r0", "anna")), true);
    },
  },
  {
    name: "roles change, and the oldest moderator or member succeeds the last owner",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna", "bob", "cleo", "dora"]);
      equal(await rooms.setRole("r1", "dora", "moderator"), true);
      equal((await rooms.membership("r1", "dora"))?.role, "moderator");
      equal(await rooms.setRole("r1", "nobody", "owner"), false);
      equal(await rooms.setRole("none", "dora", "owner"), false);
      const leave = (userId: string) => rooms.removeMember("r1", userId);
      deepEqual(await leave("anna"), { role: "owner", successor: "dora" });
      equal((await rooms.membership("r1", "dora"))?.role, "owner");
      await rooms.setRole("r1", "bob", "owner");
      deepEqual(await leave("dora"), { role: "owner" });
      deepEqual(await leave("bob"), { role: "owner", successor: "cleo" });
      equal((await rooms.membership("r1", "cleo"))?.role, "owner");
      deepEqual(await leave("cleo"), { role: "owner" });
      equal((await rooms.room("r1"))?.members, 0);
    },
  },
  {
    name: "nobody ever meets a room that has members and no owner",
    run: async ({ store, reopen }) => {
      const ids = Array.from({ length: 12 }, (_, i) => `user${i}`);
      await makeRoom(store, "r1", ids);
      let reading = true;
      const watch = async () => {
        while (reading) {
          const { items } = await store.rooms.members("r1", undefined, 100);
          // Who reads while the role passes on may still meet the one and already the other.
          ok(items.some(({ role }) => role === "owner"));
          // Between two turns of the event loop, as requests come.
          await setImmediate();
        }
      };
      const leave = async () => {
        for (const [i, id] of ids.slice(0, -1).entries()) {
          const removed = await store.rooms.removeMember("r1", id);
          deepEqual(removed, { role: "owner", successor: ids[i + 1] });
          await setImmediate();
        }
        reading = false;
      };
      await Promise.all([watch(), leave()]);
      equal((await (await reopen()).rooms.membership("r1", "user11"))?.role, "owner");
    },
  },
  {
    name: "the last owner stays one: of two who give the role up at once, one does",
    run: async ({ store, reopen }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna", "bob", "cleo"]);
      equal(await rooms.setRole("r1", "anna", "moderator"), "last_owner");
      equal((await rooms.membership("r1", "anna"))?.role, "owner");
      equal(await rooms.setRole("r1", "anna", "owner"), true);
      equal(await rooms.setRole("r1", "bob", "owner"), true);
      const given = await Promise.all([
        rooms.setRole("r1", "anna", "member"),
        rooms.setRole("r1", "bob", "member"),
      ]);
      deepEqual(given.toSorted(), ["last_owner", true]);
      const { items } = await (await reopen()).rooms.members("r1", undefined, 100);
      equal(items.filter(({ role }) => role === "owner").length, 1);
    },
  },
  {
    name: "an owner who gives the role up as the other leaves stays one, or the oldest succeeds",
    run: async ({ store }) => {
      const { rooms } = store;
      for (const id of ["r1", "r2", "r3", "r4"]) {
        await makeRoom(store, id, [`anna${id}`, `bob${id}`, `cleo${id}`]);
        await rooms.setRole(id, `bob${id}`, "owner");
        await Promise.all([
          rooms.removeMember(id, `anna${id}`),
          rooms.setRole(id, `bob${id}`, "member"),
        ]);
        const { items } = await rooms.members(id, undefined, 100);
        equal(items.filter(({ role }) => role === "owner").length, 1);
      }
    },
  },
  {
    name: "the first to come into a room that everybody left owns it",
    run: async ({ store, reopen }) => {
      await makeRoom(store, "r1", ["anna"]);
      for (const id of ["bob", "cleo"]) await store.accounts.createUser(account(id));
      deepEqual(await store.rooms.removeMember("r1", "anna"), { role: "owner" });
      const { rooms } = await reopen();
      const joined = await Promise.all([
        rooms.addMember(member("r1", "bob")),
        rooms.addMember(member("r1", "cleo")),
      ]);
      deepEqual(joined, [true, true]);
      equal(await rooms.addMember(member("r1", "anna")), true);
      const { items } = await rooms.members("r1", undefined, 100);
      deepEqual(items.map(({ role }) => role).toSorted(), ["member", "member", "owner"]);
      equal((await rooms.membership("r1", "anna"))?.role, "member");
    },
  },
  {
    name: "a room that is to be deleted where it is empty stays with whoever entered it",
    run: async ({ store, reopen }) => {
      const { rooms, accounts } = store;
      await makeRoom(store, "r1", ["anna"]);
      await accounts.createUser(account("bob"));
      equal(await rooms.deleteRoom("r1", "empty"), false);
      await rooms.removeMember("r1", "anna");
      equal(await rooms.addMember(member("r1", "bob")), true);
      equal(await rooms.deleteRoom("r1", "empty"), false);
      equal((await rooms.membership("r1", "bob"))?.role, "owner");
      await rooms.removeMember("r1", "bob");
      equal(await rooms.deleteRoom("r1", "empty"), true);
      equal(await rooms.deleteRoom("r1", "empty"), false);
      equal(await (await reopen()).rooms.room("r1"), undefined);
    },
  },
  {
    name: "of two of whom one enters an empty room and the other deletes it, one does",
    run: async ({ store: { rooms, accounts } }) => {
      await accounts.createUser(account("bob"));
      for (const id of ["r1", "r2", "r3", "r4"]) {
        await rooms.createRoom(room(id), []);
        const [added, deleted] = await Promise.all([
          rooms.addMember(member(id, "bob")),
          rooms.deleteRoom(id, "empty"),
        ]);
        deepEqual([added, deleted], deleted ? ["gone", true] : [true, false]);
        equal((await rooms.room(id))?.members, deleted ? undefined : 1);
      }
    },
  },
  {
    name: "preferences change one by one",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna"]);
      const mine = async () => {
        const { muted, pinned } = (await rooms.membership("r1", "anna")) ?? {};
        return { muted, pinned };
      };
      await rooms.setPreferences("r1", "anna", { muted: true });
      deepEqual(await mine(), { muted: true, pinned: false });
      await rooms.setPreferences("r1", "anna", { pinned: true });
      deepEqual(await mine(), { muted: true, pinned: true });
      await rooms.setPreferences("r1", "anna", { muted: false });
      deepEqual(await mine(), { muted: false, pinned: true });
      equal(await rooms.setPreferences("r1", "bob", { muted: true }), undefined);
    },
  },
  {
    name: "a read mark moves forward only",
    run: async ({ store, reopen }) => {
      await makeRoom(store, "r1", ["anna"]);
      deepEqual(await store.rooms.markRead("r1", "anna", { seq: 5, n: 3 }), { seq: 5, n: 3 });
      deepEqual(await store.rooms.markRead("r1", "anna", { seq: 4, n: 2 }), { seq: 5, n: 3 });
      equal(await store.rooms.markRead("r1", "bob", { seq: 4, n: 2 }), undefined);
      equal(await store.rooms.markRead("none", "anna", { seq: 4, n: 2 }), undefined);
      const { rooms } = await reopen();
      deepEqual((await rooms.membership("r1", "anna"))?.read, { seq: 5, n: 3 });
    },
  },
  {
    name: "sending moves the sender's read mark to what was sent, other entries move none",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      await log.append(
        log.message("anna", "one"),
        log.message("bob", "two"),
        log.message("anna", "three"),
        log.next("bob", { event: "reaction", target: 1, emoji: "👍", on: true }),
      );
      const { rooms } = store;
      deepEqual((await rooms.membership("r1", "anna"))?.read, { seq: 3, n: 3 });
      deepEqual((await rooms.membership("r1", "bob"))?.read, { seq: 2, n: 2 });
      await rooms.markRead("r1", "anna", { seq: 9, n: 5 });
      await log.say("anna", "four");
      deepEqual((await rooms.membership("r1", "anna"))?.read, { seq: 9, n: 5 });
    },
  },
  {
    name: "of many who ask at once, each is told of their own last message, however far back",
    run: async ({ store }) => {
      const quiet = await makeRoom(store, "r1", ["anna", "bob", "cleo"]);
      const busy = await makeRoom(store, "r2", ["anna", "bob", "cleo", "dan", "eve"]);
      await quiet.say("anna", "one");
      await quiet.say("bob", "two", "three");
      await busy.say("cleo", "first of all", "second");
      await busy.say("dan", "third");
      await busy.say("anna", ...Array.from({ length: 300 }, () => "on and on"));
      await busy.say("bob", "last");
      await busy.append(busy.next("dan", { event: "reaction", target: 1, emoji: "👍", on: true }));
      await store.rooms.markRead("r2", "dan", { seq: 60, n: 60 });
      await store.rooms.markRead("r2", "bob", { seq: 290, n: 290 });
      const users = ["anna", "bob", "cleo", "dan", "eve"];
      const views = await Promise.all(users.map((user) => store.rooms.membershipViews(user)));
      deepEqual(
        views.map((rooms) =>
          rooms.map(({ membership: { roomId, read } }) => [roomId, read.seq, read.n]).toSorted(),
        ),
        [
          [
            ["r1", 1, 1],
            ["r2", 303, 303],
          ],
          [
            ["r1", 3, 3],
            ["r2", 304, 304],
          ],
          [
            ["r1", 0, 0],
            ["r2", 2, 2],
          ],
          [["r2", 60, 60]],
          [["r2", 0, 0]],
        ],
      );
    },
  },
  {
    name: "members are listed by joining, then id, page by page",
    run: async ({ store: { rooms, accounts } }) => {
      const ids = ["eve", "dan", "cleo", "bob", "anna"];
      for (const id of ids) await accounts.createUser(account(id));
      await rooms.createRoom(
        room("r1"),
        ids.map((id, i) => member("r1", id, { joinedAt: T0 + (i < 3 ? 5 : 0) })),
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await rooms.members("r1", cursor, 2);
        seen.push(...page.items.map((item) => item.userId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      deepEqual(seen, ["anna", "bob", "cleo", "dan", "eve"]);
      deepEqual(await rooms.members("none", undefined, 5), { items: [] });
    },
  },
  {
    name: "members among users, by username, and rooms of a user",
    run: async ({ store }) => {
      const { rooms, accounts } = store;
      await makeRoom(store, "r1", ["anna", "bob"]);
      await makeRoom(store, "r2", ["bob"]);
      await accounts.createUser(account("cleo"));
      deepEqual(await rooms.membersAmong("r1", ["cleo", "anna", "nobody"]), ["anna"]);
      deepEqual(await rooms.membersAmong("r1", []), []);
      deepEqual(await rooms.membersByUsername("r1", ["bo", "bob", "bobb", "cleo"]), [
        { userId: "bob", username: "bob" },
      ]);
      deepEqual((await rooms.roomIdsOf("bob")).toSorted(), ["r1", "r2"]);
      deepEqual(await rooms.roomIdsOf("cleo"), []);
      deepEqual((await rooms.memberships("bob")).map((item) => item.roomId).toSorted(), [
        "r1",
        "r2",
      ]);
    },
  },
  {
    name: "the roles of many users are read at once, in the rooms that there are",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna", "bob"]);
      await makeRoom(store, "r2", ["bob"]);
      await makeRoom(store, "r3", ["bob"]);
      await store.accounts.createUser(account("cleo"));
      await rooms.setRole("r1", "bob", "moderator");
      await rooms.deleteRoom("r3");
      const roles = await rooms.rolesOf(["bob", "nobody", "cleo", "anna"]);
      const listed = (userId: string) => Array.from(roles.get(userId) ?? []).toSorted();
      deepEqual(listed("anna"), [["r1", "owner"]]);
      deepEqual(listed("bob"), [
        ["r1", "moderator"],
        ["r2", "owner"],
      ]);
      deepEqual(listed("cleo"), []);
      deepEqual(listed("nobody"), []);
      await rooms.removeMember("r1", "bob");
      deepEqual(Array.from((await rooms.rolesOf(["bob"])).get("bob") ?? []), [["r2", "owner"]]);
      equal((await rooms.rolesOf([])).size, 0);
    },
  },
];
