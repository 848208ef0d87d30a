import { deepEqual, equal } from "node:assert/strict";
import { nameKey } from "../../src/protocol/names.ts";
import type { ContractCase } from "./store.ts";
import { account, makeRoom, member, room, seqsOf, T0 } from "./store-fixture.ts";

export const roomCases: readonly ContractCase[] = [
  {
    name: "a room is found by id and name, with its members counted",
    run: async ({ store, reopen }) => {
      await makeRoom(store, "r1", ["anna", "bob"], { name: "Straße ①", topic: "all of it" });
      const { rooms } = await reopen();
      const made = {
        ...room("r1", { name: "Straße ①", topic: "all of it" }),
        members: 2,
        activeAt: T0,
      };
      deepEqual(await rooms.room("r1"), made);
      deepEqual(await rooms.roomByName(nameKey("STRASSE 1")), made);
      equal(await rooms.room("none"), undefined);
      equal(await rooms.roomByName("none"), undefined);
      equal(await rooms.countRooms(), 1);
    },
  },
  {
    name: "names are unique among public and ephemeral rooms together, and among them only",
    run: async ({ store: { rooms, accounts } }) => {
      await accounts.createUser(account("anna"));
      const create = (id: string, kind: "public" | "private" | "ephemeral", name: string) =>
        rooms.createRoom(room(id, { kind, name }), [member(id, "anna", { role: "owner" })]);
      equal(await create("r1", "public", "Straße"), "created");
      equal(await create("r2", "ephemeral", "STRASSE"), "taken");
      equal(await create("r3", "public", "strasse"), "taken");
      equal(await create("r4", "private", "Straße"), "created");
      equal(await create("r5", "ephemeral", "other"), "created");
      equal(await create("r6", "public", "Other"), "taken");
      equal(await create("r7", "private", "other"), "created");
      equal((await rooms.roomByName("other"))?.id, "r5");
      equal(await rooms.room("r2"), undefined);
      deepEqual((await rooms.memberships("anna")).length, 4);
      equal(await rooms.deleteRoom("r5"), true);
      equal(await create("r6", "public", "Other"), "created");
    },
  },
  {
    name: "a pair has one direct room, whoever asks",
    run: async ({ store: { rooms, accounts } }) => {
      for (const id of ["anna", "bob", "cleo"]) await accounts.createUser(account(id));
      const create = (id: string, pair: readonly [string, string]) =>
        rooms.createRoom(
          room(id, { kind: "direct", name: "", pair }),
          pair.map((userId) => member(id, userId)),
        );
      const outcomes = await Promise.all([
        create("d1", ["anna", "bob"]),
        create("d2", ["anna", "bob"]),
      ]);
      deepEqual(outcomes.toSorted(), ["created", "taken"]);
      equal(await create("d3", ["bob", "cleo"]), "created");
      const found = await rooms.directRoom("bob", "anna");
      deepEqual(found?.pair, ["anna", "bob"]);
      equal((await rooms.directRoom("anna", "bob"))?.id, found?.id);
      equal(await rooms.directRoom("anna", "cleo"), undefined);
    },
  },
  {
    name: "renaming moves the name, and leaves the rest",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna"], { name: "one" });
      await makeRoom(store, "r2", ["anna"], { name: "two" });
      equal(await rooms.updateRoom("r1", { name: "TWO" }), "taken");
      const renamed = await rooms.updateRoom("r1", { name: "One!", topic: "t" });
      deepEqual(renamed, { ...room("r1", { name: "One!", topic: "t" }), members: 1, activeAt: T0 });
      equal(await rooms.roomByName("one"), undefined);
      equal((await rooms.roomByName("one!"))?.id, "r1");
      deepEqual(await rooms.updateRoom("r1", { topic: "u" }), {
        ...room("r1", { name: "One!", topic: "u" }),
        members: 1,
        activeAt: T0,
      });
      equal(await rooms.updateRoom("none", { topic: "u" }), undefined);
      const plain = { ...room("r1", { name: "One!" }), members: 1, activeAt: T0 };
      deepEqual(await rooms.updateRoom("r1", { topic: "" }), plain);
      deepEqual(await rooms.room("r1"), plain);
      deepEqual(
        (await rooms.membershipViews("anna")).find((view) => view.room.id === "r1")?.room,
        plain,
      );
    },
  },
  {
    name: "a deleted room is gone with members, invites, log and name, and so is the next of that name",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const other = await makeRoom(store, "r2", ["anna"]);
      await other.say("anna", "stays");
      for (let i = 0; i < 30; i += 1) {
        await log.append(
          ...Array.from({ length: 50 }, () =>
            log.next("anna", { event: "message", content: "gone", mentions: ["bob"] }),
          ),
        );
      }
      const invite = { roomId: "r1", createdBy: "anna", createdAt: T0, expiresAt: T0 + 10 };
      await store.rooms.createInvite({ code: "code", ...invite });
      equal(await store.rooms.deleteRoom("r1"), true);
      // Gone at once, however long the rest takes.
      equal(await store.rooms.room("r1"), undefined);
      deepEqual(await store.rooms.membershipViews("bob"), []);
      deepEqual(await store.rooms.roomIdsOf("bob"), []);
      equal(await store.rooms.deleteRoom("r1"), false);
      // Its name is free for another.
      await makeRoom(store, "r3", ["bob"], { name: "r1" });
      deepEqual(await store.log.tip("r3"), { seq: 0, n: 0, floor: 1 });
      equal(await store.rooms.deleteRoom("r3"), true);
      const again = await reopen();
      equal(await again.log.tip("r1"), undefined);
      deepEqual(await again.log.entries("r1", 0, 10), []);
      equal(await again.rooms.membership("r1", "bob"), undefined);
      equal(await again.rooms.invite("code"), undefined);
      deepEqual(await again.log.append([log.message("anna", "late")]), {
        status: "stopped",
        stored: 0,
        conflict: "room",
      });
      await makeRoom(again, "r4", ["bob"], { name: "r1" });
      equal((await again.rooms.membershipViews("bob"))[0]?.unreadMentions, 0);
      deepEqual(seqsOf(await again.log.entries("r2", 0, 10)), [1]);
    },
  },
  {
    name: "rooms to discover: public and ephemeral, by part of the name, most active first, paged",
    run: async ({ store }) => {
      const { rooms } = store;
      for (let i = 0; i < 7; i += 1) {
        const kind = i % 2 === 0 ? "public" : "ephemeral";
        const log = await makeRoom(store, `r${i}`, ["anna"], { name: `Room Ä${i}`, kind });
        await log.append(log.message("anna", "hi", { at: T0 + 1_000 - i * 10 }));
      }
      await makeRoom(store, "p", ["anna"], { name: "Room Äp", kind: "private" });
      const discover = async (query: string, kinds: ("public" | "ephemeral" | "private")[]) => {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await rooms.discoverRooms(nameKey(query), kinds, cursor, 3);
          ids.push(...page.items.map((item) => item.id));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return ids.join(" ");
      };
      equal(await discover("", ["public", "ephemeral"]), "r0 r1 r2 r3 r4 r5 r6");
      equal(await discover("", ["ephemeral"]), "r1 r3 r5");
      equal(await discover("M ä", ["public"]), "r0 r2 r4 r6");
      equal(await discover("ä3", ["public", "ephemeral"]), "r3");
      for (const odd of ["%", ".", "(", "\\", "$", "\0", "m\0"]) {
        equal(await discover(odd, ["public", "ephemeral"]), "", JSON.stringify(odd));
      }
      equal(await discover("room", ["private"]), "");
    },
  },
  {
    name: "a room is as active as its newest entry",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"], { kind: "ephemeral" });
      await makeRoom(store, "r2", ["anna"]);
      await log.append(log.message("anna", "hi", { at: T0 + 77 }));
      const { rooms } = await reopen();
      const live = await rooms.ephemeralRooms();
      deepEqual(
        live.map(({ id, activeAt, members }) => ({ id, activeAt, members })),
        [{ id: "r1", activeAt: T0 + 77, members: 1 }],
      );
      equal((await rooms.room("r2"))?.activeAt, T0);
    },
  },
];
