import { watch } from "vue";
import { shownName } from "../../../ui/logic/display-name.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import { useOutbox } from "../stores/outbox.ts";
import { useRooms } from "../stores/rooms.ts";

/** Tells of a message that is refused while another room is looked at, and leads there. */
export const useRefusedElsewhere = (
  openRoomId: () => string | undefined,
  open: (roomId: string) => void,
): void => {
  const outbox = useOutbox();
  const rooms = useRooms();
  const notices = useNotices();

  watch(
    () => outbox.refusal,
    (refused) => {
      const room = refused && rooms.get(refused.room_id);
      if (!room || room.id === openRoomId()) return;
      const text = t("sync.refusedIn", { room: shownName(room.name) });
      // Ten at once in a room are told of once.
      if (notices.list.some((notice) => notice.text === text)) return;
      notices.sayLeading(text, { label: t("sync.show"), go: () => open(room.id) });
    },
    { flush: "sync" },
  );
};
