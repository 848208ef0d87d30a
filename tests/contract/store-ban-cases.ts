import { deepEqual, equal } from "node:assert/strict";
import type { BanListQuery, BanRecord } from "../../src/ports/store/moderation.ts";
import type { ContractCase } from "./store.ts";
import { T0 } from "./store-fixture.ts";

const ban = (id: string, other: Partial<BanRecord> = {}): BanRecord => ({
  id,
  kind: "ban",
  createdBy: "anna",
  createdAt: T0,
  ...other,
});

export const banCases: readonly ContractCase[] = [
  {
    name: "bans in force are listed newest first, paged, until lifted or over",
    run: async ({ store, reopen }) => {
      const made = [
        ban("b0", { userId: "bob", reason: "noise" }),
        ban("b1", { ip: "192.0.2.0/24", createdAt: T0 + 1 }),
        ban("b2", { userId: "cleo", expiresAt: T0 + 100, createdAt: T0 + 2 }),
        ban("b3", { ip: "2001:db8::1", createdAt: T0 + 3 }),
      ];
      for (const record of made) await store.moderation.createBan(record);
      const { moderation } = await reopen();
      deepEqual(await moderation.activeBans(T0), made.toReversed());
      deepEqual(
        (await moderation.activeBans(T0 + 100)).map(({ id }) => id),
        ["b3", "b1", "b0"],
      );
      const newest = { kind: "ban", now: T0, sort: "created", descending: true } as const;
      const first = await moderation.bans({ ...newest, limit: 3 });
      deepEqual(first.items, made.toReversed().slice(0, 3));
      const cursor = first.nextCursor ?? "";
      deepEqual(await moderation.bans({ ...newest, cursor, limit: 3 }), { items: [made[0]] });
      deepEqual(await moderation.removeBan("b1"), made[1]);
      equal(await moderation.removeBan("b1"), undefined);
      deepEqual(
        (await moderation.activeBans(T0)).map(({ id }) => id),
        ["b3", "b2", "b0"],
      );
    },
  },
  {
    name: "bans and mutes are listed by age or end, either way; those without an end are the last to end",
    run: async ({ store, reopen }) => {
      const ends = [undefined, T0 + 9, T0 + 7, undefined, T0 + 9, T0 - 1];
      for (const [i, expiresAt] of ends.entries()) {
        const end = expiresAt === undefined ? {} : { expiresAt };
        const at = { createdAt: T0 - (i % 2), ...end };
        await store.moderation.createBan(ban(`b${i}`, { userId: `user${i}`, ...at }));
        await store.moderation.createBan(ban(`m${i}`, { kind: "mute", userId: `u${i}`, ...at }));
      }
      const { moderation } = await reopen();
      const listed = async (
        order: Pick<BanListQuery, "kind" | "sort" | "descending">,
        limit: number,
      ) => {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const from = cursor === undefined ? {} : { cursor };
          const page = await moderation.bans({ ...order, ...from, now: T0, limit });
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return ids;
      };
      const orders = { created: "13024", expires: "21403" } as const;
      for (const limit of [1, 2, 3, 9]) {
        for (const [kind, letter] of [
          ["ban", "b"],
          ["mute", "m"],
        ] as const) {
          for (const sort of ["created", "expires"] as const) {
            const ids = Array.from(orders[sort], (number) => letter + number);
            deepEqual(await listed({ kind, sort, descending: false }, limit), ids);
            deepEqual(await listed({ kind, sort, descending: true }, limit), ids.toReversed());
          }
        }
      }
    },
  },
  {
    name: "mutes are apart from bans where they are listed, and with them where they are looked up",
    run: async ({ store, reopen }) => {
      const banned = ban("b0", { userId: "bob", expiresAt: T0 + 5 });
      const muted = ban("m0", { kind: "mute", userId: "bob", createdAt: T0 + 1 });
      const other = ban("m1", { kind: "mute", userId: "cleo", createdAt: T0 + 2 });
      for (const record of [banned, muted, other]) await store.moderation.createBan(record);
      const { moderation } = await reopen();
      const newest = { now: T0, sort: "created", descending: true, limit: 10 } as const;
      deepEqual(await moderation.bans({ ...newest, kind: "ban" }), { items: [banned] });
      deepEqual(await moderation.bans({ ...newest, kind: "mute" }), { items: [other, muted] });
      deepEqual(await moderation.activeBans(T0), [other, muted, banned]);
      deepEqual(await moderation.bansOf("bob", 10), [muted, banned]);
      deepEqual(await moderation.bansOf("bob", 1), [muted]);
    },
  },
  {
    name: "bans that are over are removed, however many, and no others",
    run: async ({ store, reopen }) => {
      const { moderation } = store;
      const over = Array.from({ length: 1_234 }, (_, i) =>
        ban(`over${i}`, { userId: `user${i}`, expiresAt: T0 + 1 + (i % 50) }),
      );
      for (const record of over) await moderation.createBan(record);
      const lasting = ban("lasting", { userId: "bob" });
      const later = ban("later", { userId: "cleo", expiresAt: T0 + 51 });
      await moderation.createBan(lasting);
      await moderation.createBan(later);
      await moderation.removeExpiredBans(T0);
      equal((await moderation.activeBans(T0)).length, 1_236);
      await moderation.removeExpiredBans(T0 + 50);
      const again = (await reopen()).moderation;
      // As they were when all of them were in force.
      deepEqual(await again.activeBans(T0), [later, lasting]);
      equal(await again.removeBan("over7"), undefined);
      await again.removeExpiredBans(T0 + 51);
      deepEqual(await again.activeBans(T0), [lasting]);
    },
  },
];
