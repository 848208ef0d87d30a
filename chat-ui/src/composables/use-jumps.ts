import { type ComputedRef, computed, readonly, ref } from "vue";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import type { Timeline } from "../logic/timeline.ts";
import { useChat } from "../stores/chat-port.ts";
import { useMessageSearch } from "../stores/message-search.ts";
import { useRooms } from "../stores/rooms.ts";
import { useTimelines } from "../stores/timelines.ts";
import { afterPaint } from "./after-paint.ts";

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
  const move = async <T>(work: () => Promise<T>): Promise<T> => {
    moving.value += 1;
    try {
      return await work();
    } finally {
      moving.value -= 1;
    }
  };

  /** Shows what is in the window already, else loads around `seq` and shows it then. */
  const show = async (seq: number, look: () => boolean): Promise<boolean> => {
    if (look()) return true;
    if (!(await attempt(() => timelines.loadAround(roomId, seq)))) return true;
    await afterPaint();
    return look();
  };
  const to = async (seq: number): Promise<void> => {
    away.value = true;
    if (!(await show(seq, () => view.showMessage(seq)))) {
      notices.say(t("message.noLongerThere"));
    }
  };
  const toUnread = async (): Promise<void> => {
    const seq = unreadAfter();
    if (seq !== undefined) await show(seq, () => view.showUnread());
  };
  /** To the first message of the day that begins at `start`; when nothing came since, to the last before. */
  const toDate = async (start: number): Promise<void> => {
    await attempt(async () => {
      const before = { room_id: roomId, before: start, limit: 1 };
      const { hits } = await chat.search(before);
      const seq = hits[0]?.message.seq ?? 0;
      away.value = true;
      await timelines.loadAround(roomId, seq);
      await afterPaint();
      if (!view.showSince(start)) view.scrollToEnd();
    });
  };

  /** False when it could not be loaded: then the view is where it was, and nothing in it counts as read. */
  const loadPresent = async (): Promise<boolean> => {
    if (timeline.value.hasAfter) {
      away.value = true;
      if (!(await attempt(() => timelines.loadNewest(roomId)))) return false;
    }
    away.value = false;
    search.leaveHit();
    return true;
  };
  /** To the latest, with everything read. */
  const toPresent = async (): Promise<boolean> => {
    if (!(await loadPresent())) return false;
    view.scrollToEnd();
    rooms.markRead(roomId);
    return true;
  };
  /** To where one would be without the jump: what is unread stays so. */
  const comeBack = async (): Promise<boolean> => {
    if (!(await loadPresent())) return false;
    if (!view.showUnread()) view.scrollToEnd();
    return true;
  };
  const arrived = (): void => {
    away.value = false;
  };

  return {
    away: readonly(away),
    moving: computed(() => moving.value > 0),
    to: (seq: number): Promise<void> => move(() => to(seq)),
    toUnread: (): Promise<void> => move(toUnread),
    toDate: (start: number): Promise<void> => move(() => toDate(start)),
    toBeginning: (): Promise<void> => move(() => toDate(0)),
    toPresent: (): Promise<boolean> => move(toPresent),
    comeBack: (): Promise<boolean> => move(comeBack),
    arrived,
  };
};
