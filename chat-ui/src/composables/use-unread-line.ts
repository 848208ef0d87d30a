import { onScopeDispose, readonly, ref, watch } from "vue";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { useRooms } from "../stores/rooms.ts";
import { useUnreadMarks } from "../stores/unread-marks.ts";

/** Where the unread begins in a room that is open: a line that stays until the room is left, or made unread from elsewhere on. */
export const useUnreadLine = (room: () => RoomSummary) => {
  const rooms = useRooms();
  const marks = useUnreadMarks();
  const { id } = room();
  /** The last seq that was read; undefined: all of it was. */
  const unreadAfter = ref<number>();
  /** How many were unread when the line was drawn. */
  const unreadAtOpen = ref(0);

  const drawLine = (): void => {
    const { unread, read } = rooms.get(id) ?? room();
    unreadAfter.value = unread > 0 ? read.seq : undefined;
    unreadAtOpen.value = unread;
  };

  marks.enter(id);
  drawLine();
  watch(
    () => marks.get(id),
    (mark) => mark && drawLine(),
    { flush: "sync" },
  );
  onScopeDispose(() => marks.leave(id));

  return { unreadAfter: readonly(unreadAfter), unreadAtOpen: readonly(unreadAtOpen), drawLine };
};
