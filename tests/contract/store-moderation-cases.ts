import { deepEqual, equal } from "node:assert/strict";
import type { AnnouncementRecord } from "../../src/ports/store/announcements.ts";
import type { BanListQuery, BanRecord, ReportRecord } from "../../src/ports/store/moderation.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import type { ContractCase } from "./store.ts";
import { T0 } from "./store-fixture.ts";

const ban = (id: string, other: Partial<BanRecord> = {}): BanRecord => ({
  id,
  kind: "ban",
  createdBy: "anna",
  createdAt: T0,
  ...other,
});

const report = (id: string, other: Partial<ReportRecord> = {}): ReportRecord => ({
  id,
  roomId: "r1",
  seq: 7,
  reporterId: "anna",
  reason: "spam",
  status: "open",
  createdAt: T0,
  ...other,
});

export const moderationCases: readonly ContractCase[] = [
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
  {
    name: "reports are made once by each for each message, listed newest first, and settled",
    run: async ({ store, reopen }) => {
      const made = [
        report("p0", {}),
        report("p1", { reporterId: "bob", createdAt: T0 + 1 }),
        report("p2", { seq: 8, createdAt: T0 + 1 }),
        report("p3", { roomId: "r2", createdAt: T0 + 2 }),
      ];
      for (const record of made) equal(await store.moderation.createReport(record), true);
      equal(await store.moderation.createReport(report("again", { reason: "worse" })), false);
      const { moderation } = await reopen();
      const first = await moderation.reports(undefined, undefined, 3);
      deepEqual(first.items, made.toReversed().slice(0, 3));
      deepEqual(await moderation.reports(undefined, first.nextCursor, 3), { items: [made[0]] });
      const resolved = { ...report("p0"), status: "resolved", note: "told them" };
      const change = { status: "resolved", note: "told them" } as const;
      deepEqual(await moderation.updateReport("p0", change), resolved);
      deepEqual(await moderation.updateReport("p0", { status: "resolved" }), resolved);
      equal(await moderation.updateReport("none", change), undefined);
      await moderation.updateReport("p2", { status: "dismissed" });
      const idsOf = async (status: ReportRecord["status"]) =>
        (await moderation.reports(status, undefined, 9)).items.map(({ id }) => id);
      deepEqual(await idsOf("open"), ["p3", "p1"]);
      deepEqual(await idsOf("resolved"), ["p0"]);
      deepEqual(await idsOf("dismissed"), ["p2"]);
      const page = await moderation.reports("open", undefined, 1);
      deepEqual((await moderation.reports("open", page.nextCursor, 1)).items, [made[1]]);
    },
  },
  {
    name: "of two who close a report at once one does, and what it was closed with stays",
    run: async ({ store, reopen }) => {
      const { moderation } = store;
      await moderation.createReport(report("p0", { authorId: "bob" }));
      await moderation.createReport(
        report("p1", { reporterId: "cleo", authorId: "bob", createdAt: T0 + 1 }),
      );
      const action = { type: "ban", reason: "enough" } as const;
      const change = { status: "resolved", closedBy: "root", closedAt: T0 + 5, action } as const;
      const closings = [1, 2, 3].map(() => moderation.updateReport("p0", change, "open"));
      const closed = (await Promise.all(closings)).filter((one) => one !== undefined);
      const now = { ...report("p0", { authorId: "bob" }), ...change };
      deepEqual(closed, [now]);
      await moderation.updateReport("p0", { status: "resolved", banId: "b0" });
      const again = (await reopen()).moderation;
      deepEqual(await again.report("p0"), { ...now, banId: "b0" });
      equal(await again.report("none"), undefined);
      const ids = (records: readonly ReportRecord[]) => records.map(({ id }) => id);
      deepEqual(ids(await again.reportsOfMessage("r1", 7, "open", 9)), ["p1"]);
      deepEqual(ids(await again.reportsOfAuthor("bob", 9)), ["p1", "p0"]);
      deepEqual(ids(await again.reportsOfAuthor("bob", 1)), ["p1"]);
      deepEqual(await again.reportsOfAuthor("anna", 9), []);
    },
  },
  {
    name: "a report that is opened again is as it was made, and of two who open it one does",
    run: async ({ store: { moderation } }) => {
      const made = report("p0", { authorId: "bob" });
      await moderation.createReport(made);
      equal(await moderation.reopenReport("p0"), undefined);
      equal(await moderation.reopenReport("none"), undefined);
      await moderation.updateReport("p0", {
        status: "resolved",
        note: "told them",
        closedBy: "root",
        closedAt: T0 + 5,
        action: { type: "mute", until: T0 + 9 },
        banId: "b0",
      });
      const opened = await Promise.all([1, 2].map(() => moderation.reopenReport("p0")));
      deepEqual(
        opened.filter((one) => one !== undefined),
        [made],
      );
      deepEqual(await moderation.report("p0"), made);
      deepEqual((await moderation.reportsOfMessage("r1", 7, "open", 9)).length, 1);
    },
  },
  {
    name: "rules of rooms are kept until they are taken away",
    run: async ({ store, reopen }) => {
      const rules = { slow_mode_s: 10, read_only: true, word_filter: ["spam", "ham*"] };
      await store.moderation.saveRoomRules("r1", { ...rules, read_only: false });
      await store.moderation.saveRoomRules("r1", rules);
      await store.moderation.saveRoomRules("r2", rules);
      await store.moderation.saveRoomRules("r2", undefined);
      await store.moderation.saveRoomRules("none", undefined);
      const { moderation } = await reopen();
      deepEqual(await moderation.roomRules(), [{ roomId: "r1", rules }]);
    },
  },
  {
    name: "announcements are listed by their times, found for whom they are, and removed when over",
    run: async ({ store, reopen }) => {
      const announcement = (
        id: string,
        other: Partial<AnnouncementRecord>,
      ): AnnouncementRecord => ({
        id,
        text: id,
        level: "info",
        audience: { to: "everyone" },
        version: 1,
        startsAt: T0,
        endsAt: T0 + 100,
        createdBy: "root",
        createdAt: T0,
        reached: 0,
        ...other,
      });
      const made = [
        announcement("a0", {}),
        announcement("a1", { startsAt: T0 + 50, createdAt: T0 + 1 }),
        announcement("a2", {
          endsAt: T0 + 5,
          createdAt: T0 + 2,
          audience: { to: "room", room_id: "r" },
        }),
        announcement("a3", { createdAt: T0 + 3, audience: { to: "user", user_id: "bob" } }),
      ];
      for (const record of made) await store.moderation.saveAnnouncement(record);
      const changed = { ...made[0], text: "other", version: 2 } as AnnouncementRecord;
      await store.moderation.saveAnnouncement(changed);
      await store.moderation.addReached("a0", 1, 5);
      await store.moderation.addReached("a0", 2, 3);
      await store.moderation.addReached("a0", 2, 4);
      const { moderation } = await reopen();
      const reached = { ...changed, reached: 7 };
      deepEqual(await moderation.announcement("a0"), reached);
      equal(await moderation.announcement("none"), undefined);
      const idsOf = async (state: "scheduled" | "live" | "ended" | undefined) =>
        (await moderation.announcements(state, T0 + 10, undefined, 9)).items.map(({ id }) => id);
      deepEqual(await idsOf(undefined), ["a2", "a1", "a0"]);
      deepEqual(await idsOf("scheduled"), ["a1"]);
      deepEqual(await idsOf("live"), ["a0"]);
      deepEqual(await idsOf("ended"), ["a2"]);
      const page = await moderation.announcements(undefined, T0, undefined, 2);
      const next = await moderation.announcements(undefined, T0, page.nextCursor, 2);
      deepEqual(next, { items: [reached] });
      deepEqual(await moderation.currentAnnouncements(T0 + 10), [reached, made[1]]);
      deepEqual(await moderation.announcementsTo("bob", T0, 9), [made[3]]);
      deepEqual(await moderation.announcementsTo("bob", T0 + 100, 9), []);
      deepEqual(await moderation.announcementsTo("anna", T0, 9), []);
      await moderation.removeAnnouncements(T0 + 6);
      equal(await moderation.announcement("a2"), undefined);
      deepEqual(await idsOf(undefined), ["a1", "a0"]);
    },
  },
  {
    name: "settings are none until saved, then the last saved",
    run: async ({ store, reopen }) => {
      equal(await store.moderation.settings(), undefined);
      await store.moderation.saveSettings({ ...DEFAULT_SETTINGS, single_room: true });
      await store.moderation.saveSettings(DEFAULT_SETTINGS);
      deepEqual(await (await reopen()).moderation.settings(), DEFAULT_SETTINGS);
    },
  },
];
