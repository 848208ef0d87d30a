import { defineStore } from "pinia";
import { type Ref, ref, shallowReactive } from "vue";
import type { HistoryWindow } from "../../../src/client/queries.ts";
import type { Entry } from "../../../src/protocol/entries.ts";
import { latestAnswers } from "../logic/latest-answers.ts";
import { FOLD_EVERY_MS, paced } from "../logic/paced.ts";
import {
  appendPage,
  applyEntries,
  emptyTimeline,
  heldBack,
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
const RETRY_MS = 500;

type LoadState = "loading" | "ready" | "failed";

/** The windows of the rooms that were opened, kept current by the entries that arrive. */
export const useTimelines = defineStore("timelines", () => {
  const chat = useChat();
  const session = useSession();
  const rooms = useRooms();
  const timelines = shallowReactive(new Map<string, Timeline>());
  const states = shallowReactive(new Map<string, LoadState>());
  const windows = latestAnswers<Page>();
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
    windows.forget(roomId);
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
  /** Of windows loaded before there was a connection, the tip each was as of: nobody tells what came since. */
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
      // Whoever opens one later looks whether it is behind.
      const shown = states.get(roomId) === "ready" && timelines.get(roomId);
      if (!shown || shown.hasAfter || !isBehind(roomId, tip)) continue;
      // What is missing at its end is loaded as that of any window, should this not come.
      const liveFrom = rooms.get(roomId)?.tip.seq ?? 0;
      timelines.set(roomId, { ...shown, hasAfter: true, liveFrom });
      void loadNewest(roomId).catch(() => undefined);
    }
    early.clear();
  });

  /** Undefined when another window of the room was asked for meanwhile, or this one is no longer wanted. */
  const fetchWindow = (roomId: string, window: HistoryWindow): Promise<Page | undefined> => {
    if (!timelines.has(roomId)) {
      timelines.set(roomId, { ...emptyTimeline, hasBefore: true });
      keepFew(roomId);
    }
    const put = async (): Promise<Page> => {
      // Most pages need it: it is on its way while they are.
      void loadMarkdown();
      const page = await ask(roomId, window);
      await readyFor(page.messages);
      return page;
    };
    const take = (page: Page): void => {
      folding.flush();
      change(roomId, (timeline) => replaceWithPage(timeline, page, me()));
      foldedTo.set(roomId, Math.max(foldedTo.get(roomId) ?? 0, page.tip.seq));
    };
    return windows.ask(roomId, JSON.stringify(window), put, take, window.signal);
  };
  const load = async (roomId: string, window: HistoryWindow): Promise<void> => {
    if (states.get(roomId) !== "ready") states.set(roomId, "loading");
    try {
      if (await fetchWindow(roomId, window)) states.set(roomId, "ready");
    } catch (error) {
      if (states.get(roomId) !== "ready") states.set(roomId, "failed");
      throw error;
    }
  };

  const loadNewest = (roomId: string, signal?: AbortSignal): Promise<void> =>
    load(roomId, { limit: PAGE, ...(signal && { signal }) });
  let ahead: { readonly roomId: string; readonly page: Promise<Page | undefined> } | undefined;
  /** Before it is known which rooms there are: the address names one, and it is on its way meanwhile. */
  const loadAhead = (roomId: string): void => {
    if (timelines.has(roomId)) return;
    // Whoever opens the room sees what became of it.
    ahead = { roomId, page: fetchWindow(roomId, { limit: PAGE }).catch(() => undefined) };
  };
  const loadAround = (roomId: string, seq: number, signal?: AbortSignal): Promise<void> =>
    load(roomId, { around: seq, limit: AROUND_PAGE, ...(signal && { signal }) });

  /** Whether the window, at its present end, holds all that is unread. */
  const holdsUnread = ({ lines, hasBefore }: Timeline, unread: number, readSeq: number): boolean =>
    unread === 0 || !hasBefore || (lines[0]?.seq ?? Infinity) <= readSeq;

  /**
   * Shows the window that is there, if it is the right one, else loads another. One that came ahead is not shown before
   * it is known to be right: drawn for a moment, its end would count as read, and the place where one was would be lost.
   */
  const show = async (
    roomId: string,
    isRight: (known: Timeline) => boolean,
    loadRight: () => Promise<void>,
    /** Whether a wrong one is hidden until then. */
    hides: () => boolean,
  ): Promise<void> => {
    const page = ahead?.roomId === roomId ? await ahead.page : undefined;
    if (page) ahead = undefined;
    const known = timelines.get(roomId);
    // The one that was opened last is the last to go.
    if (known && timelines.delete(roomId)) timelines.set(roomId, known);
    const came = page !== undefined && !isBehind(roomId, page.tip.seq);
    const isThere = came || states.get(roomId) === "ready";
    if (isThere && known && isRight(known)) {
      states.set(roomId, "ready");
      return;
    }
    if (isThere && hides()) states.set(roomId, "loading");
    try {
      await loadRight();
    } catch {
      // Else `stateOf` says so, where the messages would be.
      if (isThere) states.set(roomId, "ready");
    }
  };
  /** Shows the end of the room, or from the read mark on when more than a page is unread. */
  const open = (roomId: string, unread: number, readSeq: number): Promise<void> =>
    show(
      roomId,
      (known) => !known.hasAfter && holdsUnread(known, unread, readSeq),
      () => (unread > PAGE - 10 ? loadAround(roomId, readSeq) : loadNewest(roomId)),
      // Shown until then, it would have its unread line in the wrong place, and what comes before it would count as
      // passed. Without a connection it is all there is.
      () => chat.state.status === "online",
    );
  /** Shows the window that holds a message. */
  const openAt = (roomId: string, seq: number): Promise<void> =>
    show(
      roomId,
      (known) => messageAt(known, seq) !== undefined && heldBack(known)?.seq !== seq,
      () => loadAround(roomId, seq),
      () => true,
    );
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
      // Scrolling on asks again, though not with every frame of it.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    loading.value = undefined;
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
    for (const { room_id, page } of pages.slice(0, KEPT_ROOMS).toReversed()) {
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
