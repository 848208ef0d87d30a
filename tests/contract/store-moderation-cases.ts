import { deepEqual, equal, rejects } from "node:assert/strict";
import type { AnnouncementRecord } from "../../src/ports/store/announcements.ts";
import type { ReportRecord } from "../../src/ports/store/moderation.ts";
import type { RoomRules } from "../../src/protocol/room-rules.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/protocol/settings.ts";
import type { ContractCase } from "./store.ts";
import { T0 } from "./store-fixture.ts";

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
    name: "a report that was closed is made again by who reports again, of several at once by one",
    run: async ({ store, reopen }) => {
      await store.moderation.createReport(report("p0", { authorId: "bob" }));
      await store.moderation.createReport(report("p1", { reporterId: "cleo", createdAt: T0 + 1 }));
      await store.moderation.updateReport("p0", {
        status: "dismissed",
        note: "harmless",
        closedBy: "root",
        closedAt: T0 + 5,
        action: { type: "mute", until: T0 + 9 },
        banId: "b0",
      });
      const again = { reason: "it was edited", createdAt: T0 + 7, authorId: "bob" };
      const made = await Promise.all(
        ["p2", "p3", "p4"].map((id) => store.moderation.createReport(report(id, again))),
      );
      deepEqual(made.toSorted(), [false, false, true]);
      const { moderation } = await reopen();
      deepEqual(await moderation.report("p0"), report("p0", again));
      deepEqual(
        (await moderation.reports(undefined, undefined, 9)).items.map(({ id }) => id),
        ["p0", "p1"],
      );
      equal(await moderation.createReport(report("p5", { reason: "and again" })), false);
      deepEqual(await moderation.report("p0"), report("p0", again));
    },
  },
  {
    name: "rules of rooms are kept until they are taken away",
    run: async ({ store, reopen }) => {
      const rules = { slow_mode_s: 10, read_only: true, word_filter: ["spam", "ham*"] };
      const save = (roomId: string, to: RoomRules | undefined) =>
        store.moderation.updateRoomRules(roomId, () => to);
      await save("r1", { ...rules, read_only: false });
      await save("r1", rules);
      await save("r2", rules);
      await save("r2", undefined);
      await save("none", undefined);
      const { moderation } = await reopen();
      deepEqual(await moderation.roomRules(), [{ roomId: "r1", rules }]);
      await rejects(
        moderation.updateRoomRules("r1", (found) => {
          deepEqual(found, rules);
          throw new RangeError("no");
        }),
        RangeError,
      );
      deepEqual(await moderation.roomRules(), [{ roomId: "r1", rules }]);
    },
  },
  {
    name: "rules of a room that many change at once go one after another, and none is overwritten",
    run: async ({ store: { moderation } }) => {
      const none = { slow_mode_s: 0, read_only: false, word_filter: [] };
      const words = Array.from({ length: 12 }, (_, i) => `word${i}`);
      await Promise.all(
        words.map((word) =>
          moderation.updateRoomRules("r1", (found = none) => ({
            ...found,
            word_filter: [...found.word_filter, word],
          })),
        ),
      );
      const [kept] = await moderation.roomRules();
      deepEqual(kept?.rules.word_filter.toSorted(), words.toSorted());
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
      const found: (Settings | undefined)[] = [];
      for (const settings of [{ ...DEFAULT_SETTINGS, single_room: true }, DEFAULT_SETTINGS]) {
        await store.moderation.updateSettings((before) => {
          found.push(before);
          return settings;
        });
      }
      deepEqual(found, [undefined, { ...DEFAULT_SETTINGS, single_room: true }]);
      deepEqual(await (await reopen()).moderation.settings(), DEFAULT_SETTINGS);
    },
  },
  {
    name: "of settings that are changed at once each sees what the others saved; what is refused changes nothing",
    run: async ({ store: { moderation } }) => {
      const { limits } = DEFAULT_SETTINGS;
      const more = ({ limits: now }: Settings): Settings => ({
        limits: { ...now, login: { ...now.login, window: now.login.window + 1 } },
      });
      const adding = Array.from({ length: 8 }, () =>
        moderation.updateSettings((found = DEFAULT_SETTINGS) => more(found)),
      );
      await Promise.all(adding);
      equal((await moderation.settings())?.limits.login.window, limits.login.window + 8);
      const refused = moderation.updateSettings(() => {
        throw new Error("no");
      });
      await rejects(refused, /no/);
      equal((await moderation.settings())?.limits.login.window, limits.login.window + 8);
    },
  },
];
