import { deepEqual, equal } from "node:assert/strict";
import type { InviteRecord } from "../../src/ports/store/rooms.ts";
import type { ContractCase } from "./store.ts";
import { makeRoom, T0 } from "./store-fixture.ts";

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
    name: "the last use of an invite goes to one, and can be given back",
    run: async ({ store, reopen }) => {
      await makeRoom(store, "r1", ["anna"]);
      await store.rooms.createInvite(invite("two", { usesLeft: 2 }));
      deepEqual(await store.rooms.invite("two"), invite("two", { usesLeft: 2 }));
      const { rooms } = await reopen();
      const takes = await Promise.all([1, 2, 3, 4].map(() => rooms.takeInvite("two", T0)));
      equal(takes.filter((take) => take !== "gone").length, 2);
      equal((await rooms.invite("two"))?.usesLeft, 0);
      await rooms.returnInvite("two");
      deepEqual(await rooms.takeInvite("two", T0), invite("two", { usesLeft: 0 }));
      equal(await rooms.takeInvite("two", T0), "gone");
    },
  },
  {
    name: "an invite without a number of uses ends with its time",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna"]);
      await rooms.createInvite(invite("open"));
      deepEqual(await rooms.takeInvite("open", T0 + 999), invite("open"));
      await rooms.returnInvite("open");
      deepEqual(await rooms.invite("open"), invite("open"));
      equal(await rooms.takeInvite("open", T0 + 1_000), "gone");
      equal(await rooms.takeInvite("never", T0), "gone");
    },
  },
  {
    name: "invites of a room are listed while they can be used, and revoked by their room only",
    run: async ({ store }) => {
      const { rooms } = store;
      await makeRoom(store, "r1", ["anna"]);
      await makeRoom(store, "r2", ["anna"]);
      for (let i = 0; i < 4; i += 1)
        await rooms.createInvite(invite(`i${i}`, { createdAt: T0 + i }));
      await rooms.createInvite(invite("spent", { usesLeft: 1 }));
      await rooms.takeInvite("spent", T0);
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
      equal(await rooms.takeInvite("i0", T0), "gone");
      deepEqual(await listed(T0 + 60), ["i1", "i2", "i3"]);
    },
  },
];
