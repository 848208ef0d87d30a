import { deepEqual, equal } from "node:assert/strict";
import type { ListedRoom, RoomListQuery, RoomStore } from "../../src/ports/store/rooms.ts";
import { nameKey } from "../../src/protocol/names.ts";
import type { ContractCase } from "./store.ts";
import { makeRoom, T0 } from "./store-fixture.ts";

const list = async (
  rooms: RoomStore,
  query: Partial<RoomListQuery>,
  limit = 2,
): Promise<readonly ListedRoom[]> => {
  const listed: ListedRoom[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<RoomStore["listRooms"]>> = await rooms.listRooms({
      query: "",
      sort: "created",
      descending: false,
      ...query,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    listed.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return listed;
};

const idsOf = async (rooms: RoomStore, query: Partial<RoomListQuery>, limit?: number) =>
  (await list(rooms, query, limit)).map(({ room }) => room.id).join(" ");

export const roomListCases: readonly ContractCase[] = [
  {
    name: "rooms of every kind are listed, in either order of name, members, activity and age",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"], { name: "Äbc", createdAt: T0 + 1 });
      await log.append(log.message("anna", "hi", { at: T0 + 5_000 }));
      const everybody = ["anna", "bob", "cleo"];
      await makeRoom(store, "r2", everybody, { name: "b 2", kind: "private", createdAt: T0 + 2 });
      const pair = ["anna", "bob"] as const;
      const direct = { name: "", kind: "direct", pair, createdAt: T0 + 3 } as const;
      await makeRoom(store, "r3", pair, direct);
      await makeRoom(store, "r4", everybody.concat("dan"), {
        name: "B 10",
        kind: "ephemeral",
        createdAt: T0 + 4,
      });
      const { rooms } = await reopen();
      for (const limit of [1, 2, 3, 9]) {
        equal(await idsOf(rooms, { sort: "name" }, limit), "r3 r4 r2 r1");
        equal(await idsOf(rooms, { sort: "name", descending: true }, limit), "r1 r2 r4 r3");
        equal(await idsOf(rooms, { sort: "members" }, limit), "r1 r3 r2 r4");
        equal(await idsOf(rooms, { sort: "members", descending: true }, limit), "r4 r2 r3 r1");
        equal(await idsOf(rooms, { sort: "active" }, limit), "r2 r3 r4 r1");
        equal(await idsOf(rooms, { sort: "created", descending: true }, limit), "r4 r3 r2 r1");
      }
      const [first] = await list(rooms, {});
      deepEqual(first, { room: await rooms.room("r1"), lastSeq: 1 });
      equal((await list(rooms, {}))[1]?.lastSeq, 0);
    },
  },
  {
    name: "listed rooms of one place are each there once, over all pages",
    run: async ({ store }) => {
      for (let i = 0; i < 7; i += 1) {
        await makeRoom(store, `r${i}`, ["anna"], { name: "same", kind: "private" });
      }
      for (const sort of ["name", "members", "active", "created"] as const) {
        for (const descending of [false, true]) {
          const ids = await idsOf(store.rooms, { sort, descending }, 3);
          equal(ids.split(" ").toSorted().join(" "), "r0 r1 r2 r3 r4 r5 r6");
        }
      }
    },
  },
  {
    name: "listed rooms are found by a part of the name, the beginning of an id, kind, and among some",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "x1", ["anna"], { name: "Straße", kind: "private" });
      await makeRoom(store, "x2", ["anna"], { name: "50% off_all" });
      await makeRoom(store, "y3", ["anna"], { name: "$name x1", kind: "ephemeral" });
      const found = (text: string, more: Partial<RoomListQuery> = {}) =>
        idsOf(rooms, { query: nameKey(text), sort: "name", ...more });
      equal(await found("STRASSE"), "x1");
      equal(await found("traß"), "x1");
      equal(await found("% o"), "x2");
      equal(await found("_"), "x2");
      equal(await found("$name"), "y3");
      equal(await found("x1"), "y3 x1");
      equal(await found("x"), "y3 x2 x1");
      equal(await found("x", { kind: "private" }), "x1");
      equal(await found("", { among: ["x2", "y3", "none"] }), "y3 x2");
      equal(await found("", { among: [] }), "");
      equal(await found("1x"), "");
      // A new name is what it is found by.
      await rooms.updateRoom("x1", { name: "Gasse" });
      equal(await found("strasse"), "");
      equal(await found("GASSE"), "x1");
      await rooms.deleteRoom("x1");
      equal(await found("gasse"), "");
    },
  },
];
