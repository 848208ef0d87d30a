import { type ComputedRef, computed, onScopeDispose, readonly, ref } from "vue";
import { afterPaint } from "../../../ui/logic/after-paint.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import type { Timeline } from "../logic/timeline.ts";
import { useChat } from "../stores/chat-port.ts";
import { useMessageSearch } from "../stores/message-search.ts";
import { useRooms } from "../stores/rooms.ts";
import { useTimelines } from "../stores/timelines.ts";

/** What the list of messages can be asked to show; false where that is not in its window. */
export interface View {
  showMessage(seq: number): boolean;
  /** The first message that is not older. */
  showSince(at: number): boolean;
  showUnread(): boolean;
  scrollToEnd(): void;
}

interface Jumps {
  readonly roomId: string;
  readonly timeline: ComputedRef<Timeline>;
  readonly view: View;
  /** The read mark that the unread line follows. */
  readonly unreadAfter: () => number | undefined;
  /** Runs what may fail, and says why. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Ways through a room's past, and back. */
export const useJumps = ({ roomId, timeline, view, unreadAfter, attempt }: Jumps) => {
  const chat = useChat();
  const timelines = useTimelines();
  const rooms = useRooms();
  const notices = useNotices();
  const search = useMessageSearch();
  /** The view was led away from where one reads: by a link, a reply, a date or a search. */
  const away = ref(false);
  /** The view is being put elsewhere: what is in it meanwhile was not asked for. */
  const moving = ref(0);
  /** Of the way that was asked for last: what comes of a former one, or once the room was left, is not wanted any more. */
  let way = new AbortController();
  const move = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    way.abort();
    way = new AbortController();
    moving.value += 1;
    try {
      return await work(way.signal);
    } finally {
      moving.value -= 1;
    }
  };
  onScopeDispose(() => way.abort());

  /** Shows what is in the window already, else loads around `seq` and shows it then. */
  const show = async (signal: AbortSignal, seq: number, look: () => boolean): Promise<boolean> => {
    if (look()) return true;
    if (!(await attempt(() => timelines.loadAround(roomId, seq, signal)))) return true;
    await afterPaint();
    return signal.aborted || look();
  };
  const to = async (signal: AbortSignal, seq: number): Promise<void> => {
    away.value = true;
    if (!(await show(signal, seq, () => view.showMessage(seq)))) {
      notices.say(t("message.noLongerThere"));
    }
  };
  const toUnread = async (signal: AbortSignal): Promise<void> => {
    const seq = unreadAfter();
    if (seq !== undefined) await show(signal, seq, () => view.showUnread());
  };
  /** To the first message of the day that begins at `start`; when nothing came since, to the last before. */
  const toDate = async (signal: AbortSignal, start: number): Promise<void> => {
    await attempt(async () => {
      const before = { room_id: roomId, before: start, limit: 1 };
      const { hits } = await chat.search(before);
      if (signal.aborted) return;
      const seq = hits[0]?.message.seq ?? 0;
      away.value = true;
      await timelines.loadAround(roomId, seq, signal);
      await afterPaint();
      if (!signal.aborted && !view.showSince(start)) view.scrollToEnd();
    });
  };

  /** False when it could not be loaded: then the view is where it was, and nothing in it counts as read. */
  const loadPresent = async (signal: AbortSignal): Promise<boolean> => {
    if (timeline.value.hasAfter || timelines.stateOf(roomId) !== "ready") {
      away.value = true;
      if (!(await attempt(() => timelines.loadNewest(roomId, signal))) || signal.aborted)
        return false;
    }
    away.value = false;
    search.leaveHit();
    return true;
  };
  /** To the latest, with everything read. */
  const toPresent = async (signal: AbortSignal): Promise<boolean> => {
    if (!(await loadPresent(signal))) return false;
    view.scrollToEnd();
    rooms.markRead(roomId);
    return true;
  };
  /** To where one would be without the jump: what is unread stays so. */
  const comeBack = async (signal: AbortSignal): Promise<boolean> => {
    if (!(await loadPresent(signal))) return false;
    if (!view.showUnread()) view.scrollToEnd();
    return true;
  };
  const arrived = (): void => {
    away.value = false;
  };

  return {
    away: readonly(away),
    moving: computed(() => moving.value > 0),
    to: (seq: number): Promise<void> => move((signal) => to(signal, seq)),
    toUnread: (): Promise<void> => move(toUnread),
    toDate: (start: number): Promise<void> => move((signal) => toDate(signal, start)),
    toBeginning: (): Promise<void> => move((signal) => toDate(signal, 0)),
    toPresent: (): Promise<boolean> => move(toPresent),
    comeBack: (): Promise<boolean> => move(comeBack),
    arrived,
  };
};
