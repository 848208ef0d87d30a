import { defineStore } from "pinia";
import { type Ref, ref, shallowReactive } from "vue";
import type { HistoryWindow } from "../../../src/client/queries.ts";
import type { Entry } from "../../../src/protocol/entries.ts";
import { FOLD_EVERY_MS, paced } from "../logic/paced.ts";
import {
  appendPage,
  applyEntries,
  emptyTimeline,
  messageAt,
  newestPage,
  type Page,
  prependPage,
  renameUser,
  replaceWithPage,
  type Timeline,
  trimEnd,
  trimStart,
} from "../logic/timeline.ts";
import { loadMarkdown, readyFor } from "../markdown/message-html.ts";
import type { KeptPage } from "../offline/account-cache.ts";
import { useChat } from "./chat-port.ts";
import { useRooms } from "./rooms.ts";
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
  const rooms = useRooms();
  const timelines = shallowReactive(new Map<string, Timeline>());
  const states = shallowReactive(new Map<string, LoadState>());
  const loadingOlder = ref<string>();
  const loadingNewer = ref<string>();
  const waiting = new Map<string, Entry[]>();
  /** Up to where the log of a room is folded into its window, when that is at the end. */
  const foldedTo = new Map<string, number>();

  const me = (): string => session.user?.id ?? "";
  const change = (roomId: string, next: (timeline: Timeline) => Timeline): void => {
    const timeline = timelines.get(roomId);
    if (timeline) timelines.set(roomId, next(timeline));
  };

  /** Rooms of which something else than the end is looked at. */
  const aside = new Set<string>();

  const folding = paced(FOLD_EVERY_MS, () => {
    for (const [roomId, entries] of waiting) {
      const trim = aside.has(roomId) ? trimEnd : trimStart;
      change(roomId, (timeline) => trim(applyEntries(timeline, entries, me())));
      foldedTo.set(roomId, Math.max(foldedTo.get(roomId) ?? 0, entries.at(-1)?.seq ?? 0));
    }
    waiting.clear();
  });
  // What one wrote oneself takes the place of its row in the outbox within the same turn.
  chat.on("entry", (entry) => {
    if (!timelines.has(entry.room_id)) return;
    const entries = waiting.get(entry.room_id);
    if (entries) entries.push(entry);
    else waiting.set(entry.room_id, [entry]);
    folding.soon(entry.sender.id === me());
  });

  const forget = (roomId: string): void => {
    timelines.delete(roomId);
    states.delete(roomId);
    waiting.delete(roomId);
    foldedTo.delete(roomId);
    aside.delete(roomId);
  };
  const keepFew = (current: string): void => {
    for (const roomId of timelines.keys()) {
      if (timelines.size <= KEPT_ROOMS) return;
      if (roomId !== current) forget(roomId);
    }
  };

  let connected = false;
  /**
   * Windows that were loaded before there was a connection, and the tip each was as of: what came between the two is told
   * by nobody.
   */
  const early = new Map<string, number>();
  const isBehind = (roomId: string, tip: number): boolean =>
    tip < (rooms.get(roomId)?.tip.seq ?? tip);
  const ask = async (roomId: string, window: HistoryWindow): Promise<Page> => {
    const before = !connected;
    const page = await chat.history(roomId, window);
    if (!before) return page;
    if (connected && isBehind(roomId, page.tip.seq)) return chat.history(roomId, window);
    if (!connected) early.set(roomId, page.tip.seq);
    return page;
  };
  chat.on("rooms", () => {
    connected = true;
    for (const [roomId, tip] of early) {
      const shown = timelines.get(roomId);
      if (!shown || shown.hasAfter || !isBehind(roomId, tip)) continue;
      void loadNewest(roomId).catch(() => undefined);
    }
    early.clear();
  });

  const load = async (roomId: string, window: HistoryWindow): Promise<void> => {
    if (!timelines.has(roomId)) {
      timelines.set(roomId, { ...emptyTimeline, hasBefore: true });
      keepFew(roomId);
    }
    if (states.get(roomId) !== "ready") states.set(roomId, "loading");
    try {
      // Most pages need it: it is on its way while they are.
      void loadMarkdown();
      const page = await ask(roomId, window);
      await readyFor(page.messages);
      folding.flush();
      change(roomId, (timeline) => replaceWithPage(timeline, page, me()));
      foldedTo.set(roomId, Math.max(foldedTo.get(roomId) ?? 0, page.tip.seq));
      states.set(roomId, "ready");
    } catch (error) {
      if (states.get(roomId) !== "ready") states.set(roomId, "failed");
      throw error;
    }
  };

  const loadNewest = (roomId: string): Promise<void> => load(roomId, { limit: PAGE });
  let ahead: { readonly roomId: string; readonly loading: Promise<void> } | undefined;
  /** Before it is known which rooms there are: the address names one, and it is on its way meanwhile. */
  const loadAhead = (roomId: string): void => {
    if (timelines.has(roomId)) return;
    // Whoever opens the room sees what became of it.
    ahead = { roomId, loading: loadNewest(roomId).catch(() => undefined) };
  };
  const loadAround = (roomId: string, seq: number): Promise<void> =>
    load(roomId, { around: seq, limit: AROUND_PAGE });

  /** Whether the window, at its present end, holds all that is unread. */
  const holdsUnread = ({ lines, hasBefore }: Timeline, unread: number, readSeq: number): boolean =>
    unread === 0 || !hasBefore || (lines[0]?.seq ?? Infinity) <= readSeq;

  const aheadOf = async (roomId: string): Promise<void> => {
    if (ahead?.roomId === roomId) await ahead.loading;
    ahead = undefined;
  };
  /** Shows what is there, else loads: around the read mark when more than a page is unread. */
  const open = async (roomId: string, unread: number, readSeq: number): Promise<void> => {
    await aheadOf(roomId);
    const known = timelines.get(roomId);
    const ready = states.get(roomId) === "ready";
    if (ready && known && !known.hasAfter && holdsUnread(known, unread, readSeq)) return;
    // Shown until then, this window would have its unread line in the wrong place, and what comes before it would
    // count as passed. Without a connection it is all there is.
    if (ready && chat.state.status === "online") states.set(roomId, "loading");
    try {
      if (unread > PAGE - 10) await loadAround(roomId, readSeq);
      else await loadNewest(roomId);
    } catch {
      if (ready) states.set(roomId, "ready");
      // Else `stateOf` says so, where the messages would be.
    }
  };
  /** Shows the window that holds a message: what is there, else what is loaded around it. */
  const openAt = async (roomId: string, seq: number): Promise<void> => {
    await aheadOf(roomId);
    const ready = states.get(roomId) === "ready";
    const known = timelines.get(roomId);
    if (ready && known && messageAt(known, seq)) return;
    if (ready) states.set(roomId, "loading");
    try {
      await loadAround(roomId, seq);
    } catch {
      if (ready) states.set(roomId, "ready");
    }
  };
  /** Whether the end of the room is what is looked at: it decides which end of a long window goes. */
  const watchEnd = (roomId: string, atEnd: boolean): void => {
    if (atEnd) aside.delete(roomId);
    else aside.add(roomId);
  };

  /** Asks for the page beyond one edge of the window; dropped when that is no longer its edge. */
  const extend = async (
    roomId: string,
    loading: Ref<string | undefined>,
    edge: (timeline: Timeline) => number | undefined,
    ask: (seq: number) => HistoryWindow,
    join: (timeline: Timeline, page: Page) => Timeline,
  ): Promise<void> => {
    const timeline = timelines.get(roomId);
    const seq = timeline && edge(timeline);
    if (seq === undefined || loading.value === roomId) return;
    loading.value = roomId;
    try {
      const page = await chat.history(roomId, { ...ask(seq), limit: PAGE });
      folding.flush();
      change(roomId, (now) => (edge(now) === seq ? join(now, page) : now));
    } catch {
      // Scrolling on asks again.
    } finally {
      loading.value = undefined;
    }
  };
  const loadOlder = (roomId: string): Promise<void> => {
    const edge = (t: Timeline) => (t.hasBefore ? t.lines[0]?.seq : undefined);
    const join = (t: Timeline, page: Page) => trimEnd(prependPage(t, page, me()));
    return extend(roomId, loadingOlder, edge, (before) => ({ before }), join);
  };
  const loadNewer = (roomId: string): Promise<void> => {
    const edge = (t: Timeline) => (t.hasAfter ? t.lines.at(-1)?.seq : undefined);
    const join = (t: Timeline, page: Page) => trimStart(appendPage(t, page, me()));
    return extend(roomId, loadingNewer, edge, (after) => ({ after }), join);
  };

  /** At the start, before the network answers: the ends of rooms as they were kept. */
  const showKept = (pages: readonly KeptPage[]): void => {
    for (const { room_id, page } of pages.slice(0, KEPT_ROOMS)) {
      timelines.set(room_id, replaceWithPage({ ...emptyTimeline, hasBefore: true }, page, me()));
      foldedTo.set(room_id, page.tip.seq);
      states.set(room_id, "ready");
    }
  };
  /** The end of a room, to be kept: undefined when its window is elsewhere. */
  const endOf = (roomId: string): Page | undefined => {
    folding.flush();
    const timeline = timelines.get(roomId);
    const seq = foldedTo.get(roomId);
    if (!timeline || seq === undefined || states.get(roomId) !== "ready") return undefined;
    return newestPage(timeline, PAGE, seq);
  };

  chat.on("reset", ({ room_id }) => {
    if (!timelines.has(room_id)) return;
    forget(room_id);
    void loadNewest(room_id).catch(() => undefined);
  });
  chat.on("room_removed", ({ room_id }) => forget(room_id));
  chat.on("room_deleted", ({ room_id }) => {
    // What was said in an ephemeral room can be read on until its place is left.
    if (rooms.farewell(room_id)?.kind !== "ended") forget(room_id);
  });
  chat.on("room_left", ({ room_id }) => forget(room_id));
  chat.on("user_updated", ({ user }) => {
    for (const roomId of timelines.keys()) change(roomId, (timeline) => renameUser(timeline, user));
  });

  return {
    get: (roomId: string): Timeline => timelines.get(roomId) ?? emptyTimeline,
    stateOf: (roomId: string): LoadState => states.get(roomId) ?? "loading",
    open,
    openAt,
    loadNewest,
    loadAhead,
    loadAround,
    loadOlder,
    loadNewer,
    watchEnd,
    showKept,
    endOf,
    /** The windows held, the latest opened last; each is replaced when something in it changes. */
    held: (): ReadonlyMap<string, Timeline> => new Map(timelines),
  };
});
