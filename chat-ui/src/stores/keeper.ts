import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { toRaw, watch } from "vue";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import type { Timeline } from "../logic/timeline.ts";
import { readyFor } from "../markdown/message-html.ts";
import type { KeptPage } from "../offline/account-cache.ts";
import { useAccountCache } from "./chat-port.ts";
import { useRooms } from "./rooms.ts";
import { useSession } from "./session.ts";
import { useTimelines } from "./timelines.ts";

/** How long what changed may be lost to a crash; one write holds all that changed meanwhile. */
const KEEP_EVERY_MS = 2_000;

/** Keeps what the next start shows before the network answers, and shows it then. */
export const useKeeper = defineStore("keeper", () => {
  const cache = useAccountCache();
  const session = useSession();
  const rooms = useRooms();
  const timelines = useTimelines();
  let keptRooms: readonly RoomSummary[] | undefined;
  const keptTimelines = new Map<string, Timeline>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const changedPages = (): Map<Timeline, KeptPage> => {
    const pages = new Map<Timeline, KeptPage>();
    for (const [room_id] of timelines.held()) {
      const page = timelines.endOf(room_id);
      const timeline = timelines.get(room_id);
      if (!page || keptTimelines.get(room_id) === timeline) continue;
      pages.set(timeline, { room_id, page, at: Date.now() });
    }
    return pages;
  };
  const keep = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const user = session.user;
    if (!cache || !user || !rooms.known || session.status !== "signed-in") return;
    const held = timelines.held();
    for (const id of keptTimelines.keys()) if (!held.has(id)) keptTimelines.delete(id);
    const list = rooms.told;
    const pages = changedPages();
    try {
      // Both at once: what is forgotten while the first is written must not be written after it.
      await Promise.all([
        list !== keptRooms && cache.keepAccount(toRaw(user), list),
        pages.size > 0 && cache.keepPages(user.id, [...pages.values()]),
      ]);
      keptRooms = list;
      for (const [timeline, { room_id }] of pages) keptTimelines.set(room_id, timeline);
    } catch {
      // A full disk, or a private window: the next start waits for the network.
    }
  };
  const keepSoon = (): void => {
    timer ??= setTimeout(() => void keep(), KEEP_EVERY_MS);
  };
  watch(() => [rooms.told, timelines.held()], keepSoon);
  useEventListener(document, "visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer !== undefined) void keep();
  });

  /** Shows who was here last with what was kept of it, else asks the server who is signed in. */
  const start = async (): Promise<void> => {
    if (!session.mayPresume()) return session.restore();
    session.ask();
    const kept = await cache?.read();
    if (!kept) return session.restore();
    await readyFor(kept.pages.flatMap(({ page }) => page.messages));
    if (!session.mayPresume(kept.user)) return session.restore();
    timelines.showKept(kept.pages);
    rooms.showKept(kept.rooms, kept.pages.length > 0);
    for (const { room_id } of kept.pages) keptTimelines.set(room_id, timelines.get(room_id));
    await session.presume(kept.user);
  };

  return {
    start,
    /** Windows that are known to be kept as they are. */
    keptWindows: (): number => keptTimelines.size,
  };
});
