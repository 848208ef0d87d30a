import { expect, test } from "vitest";
import type { Clock } from "../../ports/clock.ts";
import type { AnnouncementRecord } from "../../ports/store/announcements.ts";
import type { Store } from "../../ports/store/store.ts";
import { type LiveAnnouncementDeps, LiveAnnouncements } from "./live-announcements.ts";

const STARTS_AT = 1_000;

const record: AnnouncementRecord = {
  id: "a",
  text: "later",
  level: "info",
  audience: { to: "everyone" },
  version: 1,
  startsAt: STARTS_AT,
  endsAt: 5_000,
  createdBy: "admin",
  createdAt: 0,
  reached: 0,
};

/** How often it was told, by a clock whose timers are `earlyMs` early and that goes on with every look at it. */
const toldWith = async (earlyMs: number): Promise<number> => {
  let now = 0;
  const timers: (() => void)[] = [];
  const clock = {
    now: () => now++,
    monotonic: () => now,
    after: (ms, callback) => {
      timers.push(() => {
        now = Math.max(now, now + ms - earlyMs);
        callback();
      });
      return { cancel() {} };
    },
    every: () => ({ cancel() {} }),
    turnEnd: queueMicrotask,
  } satisfies Clock;
  const moderation: Partial<Store["moderation"]> = {
    currentAnnouncements: async () => [record],
    addReached: async () => {},
  };
  let told = 0;
  const announcements = new LiveAnnouncements({
    store: { moderation } as Store,
    clock,
    deliver: () => {
      told += 1;
      return 1;
    },
  } as Pick<LiveAnnouncementDeps, "store" | "clock" | "deliver"> as LiveAnnouncementDeps);
  await announcements.load();
  for (let timer = timers.shift(); timer !== undefined; timer = timers.shift()) timer();
  return told;
};

test.each([0, 1, 2, 3, 4])("is told once at its time, by a timer %i ms early", async (earlyMs) => {
  expect(await toldWith(earlyMs)).toBe(1);
});
