import { computed, ref, watch } from "vue";
import { shownName } from "../../../ui/logic/display-name.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import { useConnection } from "../stores/connection.ts";
import { useDrafts } from "../stores/drafts.ts";
import { useOutbox } from "../stores/outbox.ts";
import { useRooms } from "../stores/rooms.ts";

/**
 * Tells of what was written in vain where nobody looks, and leads there: a message that is refused while another room
 * is open, and whatever was written for a room that one is no longer in, in an earlier run too.
 */
export const useUnsentElsewhere = (
  openRoomId: () => string | undefined,
  open: (roomId: string) => void,
): void => {
  const connection = useConnection();
  const drafts = useDrafts();
  const outbox = useOutbox();
  const rooms = useRooms();
  const notices = useNotices();

  const tell = (roomId: string): void => {
    if (roomId === openRoomId()) return;
    const room = rooms.get(roomId) ?? rooms.farewell(roomId)?.room;
    const text = room ? t("sync.refusedIn", { room: shownName(room.name) }) : t("sync.refusedGone");
    // Ten at once in a room are told of once.
    if (notices.list.some((notice) => notice.text === text)) return;
    notices.sayLeading(text, { label: t("sync.show"), go: () => open(roomId) });
  };
  watch(
    () => outbox.refusal,
    (refused) => {
      // Back on the page, it may have been dealt with long ago.
      const isOpen =
        refused && outbox.refused(refused.room_id).some(({ cid }) => cid === refused.cid);
      if (isOpen) tell(refused.room_id);
    },
    { flush: "sync", immediate: true },
  );

  /** Until the server has said so, it is not known which rooms there are. */
  const told = ref(false);
  watch(
    () => connection.state.status,
    (status) => {
      if (status === "online") told.value = true;
    },
    { immediate: true },
  );
  const leftBehind = computed(() =>
    told.value ? [...outbox.rooms, ...drafts.rooms].filter((id) => !rooms.get(id)) : [],
  );
  watch(
    leftBehind,
    (now, before) => {
      for (const id of now) if (!before?.includes(id)) tell(id);
    },
    { immediate: true },
  );
};
