import { deepEqual, equal } from "node:assert/strict";
import type { InviteRecord } from "../../src/ports/store/rooms.ts";
import type { ContractCase } from "./store.ts";
import { account, makeRoom, member, T0 } from "./store-fixture.ts";

const invite = (code: string, other: Partial<InviteRecord> = {}): InviteRecord => ({
  code,
  roomId: "r1",
  createdBy: "anna",
  createdAt: T0,
  expiresAt: T0 + 1_000,
  ...other,
});

export const inviteCases: readonly ContractCase[] = [
  {
    name: "an invite lets in as many as it says, each of them by one use, however often they come at once",
    run: async ({ store, reopen }) => {
      await makeRoom(store, "r1", ["anna"]);
      const guests = ["bob", "cleo", "dora"];
      for (const id of guests) await store.accounts.createUser(account(id));
      await store.rooms.createInvite(invite("two", { usesLeft: 2 }));
      deepEqual(await store.rooms.invite("two"), invite("two", { usesLeft: 2 }));
      const { rooms } = await reopen();
      equal(await rooms.addMember(member("r1", "anna"), "two"), false);
      const outcomes = await Promise.all(
        guests.flatMap((id) => [1, 2, 3].map(() => rooms.addMember(member("r1", id), "two"))),
      );
      const counted = guests.map((_, i) => outcomes.slice(3 * i, 3 * i + 3).toSorted());
      deepEqual(
        counted.toSorted(),
        [
          ["spent", "spent", "spent"],
          [false, false, true],
          [false, false, true],
        ].toSorted(),
      );
      equal((await rooms.invite("two"))?.usesLeft, 0);
      equal((await rooms.room("r1"))?.members, 3);
    },
  },
  {
    name: "an invite without a number of uses ends with its time, and lets into its own room only",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna"]);
      await makeRoom(store, "r2", ["bob", "cleo"]);
      await rooms.createInvite(invite("open"));
      const late = member("r1", "bob", { joinedAt: T0 + 1_000 });
      equal(await rooms.addMember(late, "open"), "spent");
      equal(await rooms.addMember(late, "never"), "spent");
      equal(await rooms.addMember(member("r2", "anna"), "open"), "spent");
      for (const id of ["bob", "cleo"]) {
        equal(await rooms.addMember(member("r1", id, { joinedAt: T0 + 999 }), "open"), true);
      }
      deepEqual(await rooms.invite("open"), invite("open"));
    },
  },
  {
    name: "invites of a room are listed while they can be used, and revoked by their room only",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna"]);
      await makeRoom(store, "r2", ["anna", "bob", "cleo"]);
      for (let i = 0; i < 4; i += 1)
        await rooms.createInvite(invite(`i${i}`, { createdAt: T0 + i }));
      await rooms.createInvite(invite("spent", { usesLeft: 1 }));
      equal(await rooms.addMember(member("r1", "bob"), "spent"), true);
      await rooms.createInvite(invite("soon", { expiresAt: T0 + 50, createdAt: T0 + 10 }));
      await rooms.createInvite(invite("elsewhere", { roomId: "r2" }));
      const listed = async (now: number) => {
        const codes: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await rooms.invites("r1", now, cursor, 2);
          codes.push(...page.items.map((item) => item.code));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return codes.toSorted();
      };
      deepEqual(await listed(T0), ["i0", "i1", "i2", "i3", "soon"]);
      deepEqual(await listed(T0 + 60), ["i0", "i1", "i2", "i3"]);
      equal(await rooms.revokeInvite("r2", "i0"), false);
      equal(await rooms.revokeInvite("r1", "i0"), true);
      equal(await rooms.revokeInvite("r1", "i0"), false);
      equal(await rooms.addMember(member("r1", "cleo"), "i0"), "spent");
      deepEqual(await listed(T0 + 60), ["i1", "i2", "i3"]);
    },
  },
];
