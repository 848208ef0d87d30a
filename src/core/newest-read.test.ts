import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { AnnouncementRecord } from "../ports/store/announcements.ts";
import type { BanRecord, ModerationStore, RoomRulesRecord } from "../ports/store/moderation.ts";
import type { Store } from "../ports/store/store.ts";
import { DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";
import { LiveSettings } from "./live-settings.ts";
import { Bans } from "./moderation/bans.ts";
import { type LiveAnnouncementDeps, LiveAnnouncements } from "./moderation/live-announcements.ts";
import { NewestRead } from "./newest-read.ts";
import { RoomRulebook } from "./rooms/room-rulebook.ts";

/** What happens next: a read begins, what is kept is told, or one of those under way ends. */
const step = fc.oneof(
  fc.constant("begin" as const),
  fc.constant("known" as const),
  fc.record({ end: fc.nat(), fails: fc.boolean() }),
);

test("what is kept never becomes older, and is as new as each read that succeeded", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const reads = new NewestRead();
      const underWay: { at: number; answer: PromiseWithResolvers<number>; done: Promise<void> }[] =
        [];
      let kept = 0;
      let now = 0;
      const keep = (at: number): void => {
        expect(at).toBeGreaterThan(kept);
        kept = at;
      };
      for (const what of steps) {
        if (what === "begin") {
          now += 1;
          const answer = Promise.withResolvers<number>();
          underWay.push({ at: now, answer, done: reads.keep(() => answer.promise, keep) });
        } else if (what === "known") {
          now += 1;
          reads.known();
          keep(now);
        } else if (underWay.length > 0) {
          const [read] = underWay.splice(what.end % underWay.length, 1);
          if (read === undefined) continue;
          const before = kept;
          if (what.fails) {
            read.answer.reject(new Error("away"));
            await expect(read.done).rejects.toThrow("away");
            expect(kept).toBe(before);
          } else {
            read.answer.resolve(read.at);
            await read.done;
            expect(kept).toBe(Math.max(before, read.at));
          }
        }
      }
    }),
  );
});

/** Reads that wait until they are answered, in any order. */
const asked = <T>() => {
  const answers: ((found: T) => void)[] = [];
  const read = (): Promise<T> => new Promise((resolve) => answers.push(resolve));
  const answer = (index: number, found: T): void => answers[index]?.(found);
  return { read, answer };
};

const clock = {
  now: () => 10,
  after: () => ({ cancel() {} }),
} satisfies Partial<Clock> as Partial<Clock> as Clock;

test("a ban that was found by the later read stands when the earlier one ends", async () => {
  const { read, answer } = asked<BanRecord[]>();
  const bans = new Bans({ activeBans: read } as Partial<ModerationStore> as ModerationStore, clock);
  const refreshes = [bans.refresh(), bans.refresh()];
  answer(1, [{ kind: "ban", userId: "ana" } as BanRecord]);
  await refreshes[1];
  answer(0, []);
  await refreshes[0];
  expect(bans.bansUser("ana")).toBe(true);
});

test("and so do rules of a room", async () => {
  const { read, answer } = asked<RoomRulesRecord[]>();
  const store: Partial<ModerationStore> = { roomRules: read };
  const rulebook = new RoomRulebook(store as ModerationStore);
  const refreshes = [rulebook.refresh(), rulebook.refresh()];
  const rules = { slow_mode_s: 5, read_only: false, word_filter: [] };
  answer(1, [{ roomId: "r", rules }]);
  await refreshes[1];
  answer(0, []);
  await refreshes[0];
  expect(rulebook.rules("r")).toEqual(rules);
});

test("settings that are told stand when a read that was under way ends", async () => {
  const { read, answer } = asked<Settings | undefined>();
  const store: Partial<ModerationStore> = { settings: read };
  const settings = new LiveSettings(store as ModerationStore, {} as Bus, clock);
  const load = settings.load();
  settings.apply({ ...DEFAULT_SETTINGS, single_room: true });
  answer(0, DEFAULT_SETTINGS);
  await load;
  expect(settings.current.single_room).toBe(true);
});

test("an announcement is told once, and its end only when it ends, however reads of them overtake", async () => {
  const { read, answer } = asked<AnnouncementRecord[]>();
  const moderation: Partial<Store["moderation"]> = {
    currentAnnouncements: read,
    addReached: async () => {},
  };
  const told: number[] = [];
  const announcements = new LiveAnnouncements({
    store: { moderation } as Store,
    clock,
    deliver: (_, { ends_at }) => told.push(ends_at ?? 0),
  } as Pick<LiveAnnouncementDeps, "store" | "clock" | "deliver"> as LiveAnnouncementDeps);
  const record = { id: "a", audience: { to: "everyone" }, version: 1, startsAt: 0, endsAt: 99 };
  const refreshes = [announcements.refresh(), announcements.refresh()];
  answer(1, [record as AnnouncementRecord]);
  await refreshes[1];
  answer(0, []);
  await refreshes[0];
  expect(announcements.size).toBe(1);
  expect(told).toHaveLength(1);
});
