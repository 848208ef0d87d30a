import { defineStore } from "pinia";
import { ref, shallowReactive } from "vue";
import type { HistoryWindow } from "../../../src/client/queries.ts";
import type { Entry } from "../../../src/protocol/entries.ts";
import {
  appendPage,
  applyEntries,
  emptyTimeline,
  prependPage,
  renameUser,
  replaceWithPage,
  type Timeline,
} from "../logic/timeline.ts";
import { useChat } from "./chat-port.ts";
import { useSession } from "./session.ts";

/** Rooms whose timeline stays in memory, so that going back to one is instant. */
const KEPT_ROOMS = 12;
const PAGE = 60;
const AROUND_PAGE = 100;

type LoadState = "loading" | "ready" | "failed";

/** The windows of the rooms that were opened, kept current by the entries that arrive. */
export const useTimelines = defineStore("timelines", () => {
  const chat = useChat();
  const session = useSession();
  const timelines = shallowReactive(new Map<string, Timeline>());
  const states = shallowReactive(new Map<string, LoadState>());
  const loadingOlder = ref<string>();
  const loadingNewer = ref<string>();
  const waiting = new Map<string, Entry[]>();

  const me = (): string => session.user?.id ?? "";
  const change = (roomId: string, next: (timeline: Timeline) => Timeline): void => {
    const timeline = timelines.get(roomId);
    if (timeline) timelines.set(roomId, next(timeline));
  };

  // One frame may carry hundreds of entries: they are folded in together, once.
  const flush = (): void => {
    for (const [roomId, entries] of waiting) {
      change(roomId, (timeline) => applyEntries(timeline, entries, me()));
    }
    waiting.clear();
  };
  chat.on("entry", (entry) => {
    if (!timelines.has(entry.room_id)) return;
    const entries = waiting.get(entry.room_id);
    if (entries) {
      entries.push(entry);
      return;
    }
    if (waiting.size === 0) queueMicrotask(flush);
    waiting.set(entry.room_id, [entry]);
  });

  const forget = (roomId: string): void => {
    timelines.delete(roomId);
    states.delete(roomId);
    waiting.delete(roomId);
  };
  const keepFew = (current: string): void => {
    for (const roomId of timelines.keys()) {
      if (timelines.size <= KEPT_ROOMS) return;
      if (roomId !== current) forget(roomId);
    }
  };

  const load = async (roomId: string, window: HistoryWindow): Promise<void> => {
    if (!timelines.has(roomId)) {
      timelines.set(roomId, { ...emptyTimeline, hasBefore: true });
      keepFew(roomId);
    }
    if (states.get(roomId) !== "ready") states.set(roomId, "loading");
    try {
      const page = await chat.history(roomId, window);
      flush();
      change(roomId, (timeline) => replaceWithPage(timeline, page, me()));
      states.set(roomId, "ready");
    } catch (error) {
      if (states.get(roomId) !== "ready") states.set(roomId, "failed");
      throw error;
    }
  };

  const loadNewest = (roomId: string): Promise<void> => load(roomId, { limit: PAGE });
  const loadAround = (roomId: string, seq: number): Promise<void> =>
    load(roomId, { around: seq, limit: AROUND_PAGE });

  /** Shows what is there, else loads: around the read mark when more than a page is unread. */
  const open = async (roomId: string, unread: number, readSeq: number): Promise<void> => {
    if (states.get(roomId) === "ready" && !timelines.get(roomId)?.hasAfter) return;
    try {
      if (unread > PAGE - 10) await loadAround(roomId, readSeq);
      else await loadNewest(roomId);
    } catch {
      // `stateOf` says so, where the messages would be.
    }
  };

  const loadOlder = async (roomId: string): Promise<void> => {
    const timeline = timelines.get(roomId);
    const first = timeline?.lines[0]?.seq;
    if (!timeline?.hasBefore || first === undefined || loadingOlder.value === roomId) return;
    loadingOlder.value = roomId;
    try {
      const page = await chat.history(roomId, { before: first, limit: PAGE });
      flush();
      change(roomId, (now) => prependPage(now, page, me()));
    } catch {
      // Scrolling on asks again.
    } finally {
      loadingOlder.value = undefined;
    }
  };
  const loadNewer = async (roomId: string): Promise<void> => {
    const timeline = timelines.get(roomId);
    const last = timeline?.lines.at(-1)?.seq;
    if (!timeline?.hasAfter || last === undefined || loadingNewer.value === roomId) return;
    loadingNewer.value = roomId;
    try {
      const page = await chat.history(roomId, { after: last, limit: PAGE });
      flush();
      change(roomId, (now) => appendPage(now, page, me()));
    } catch {
      // Scrolling on asks again.
    } finally {
      loadingNewer.value = undefined;
    }
  };

  chat.on("reset", ({ room_id }) => {
    if (!timelines.has(room_id)) return;
    forget(room_id);
    void loadNewest(room_id).catch(() => undefined);
  });
  chat.on("room_removed", ({ room_id }) => forget(room_id));
  chat.on("room_deleted", ({ room_id }) => forget(room_id));
  chat.on("room_left", ({ room_id }) => forget(room_id));
  chat.on("user_updated", ({ user }) => {
    for (const roomId of timelines.keys()) change(roomId, (timeline) => renameUser(timeline, user));
  });

  return {
    get: (roomId: string): Timeline => timelines.get(roomId) ?? emptyTimeline,
    stateOf: (roomId: string): LoadState => states.get(roomId) ?? "loading",
    open,
    loadNewest,
    loadAround,
    loadOlder,
    loadNewer,
  };
});
