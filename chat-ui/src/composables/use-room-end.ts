import { useEventListener } from "@vueuse/core";
import { computed, type Ref, ref, watch } from "vue";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";

interface RoomEnd {
  readonly room: () => RoomSummary;
  readonly pane: Readonly<Ref<HTMLElement | null>>;
  /** Whether the view is being put elsewhere. */
  readonly moving: Readonly<Ref<boolean>>;
  readonly endShown: Readonly<Ref<boolean>>;
  /** Somebody reads what is last, whatever message they were led to before. */
  readonly present: () => void;
}

/** What came since the end of the room was shown, and when somebody is back there who was led elsewhere. */
export const useRoomEnd = ({ room, pane, moving, endShown, present }: RoomEnd) => {
  const seenN = ref(room().tip.n);
  watch(
    () => endShown.value && room().tip.n,
    (n, before) => {
      if (n === false) return;
      seenN.value = n;
      if (typeof before === "number") present();
    },
    { immediate: true },
  );

  // Where one was led to one of the last messages, the end is shown, and that message is still what is looked at.
  const wentOn = ref(false);
  useEventListener(
    pane,
    ["wheel", "touchmove", "pointerdown", "keydown"],
    () => {
      wentOn.value = true;
    },
    { passive: true },
  );
  watch(
    moving,
    () => {
      wentOn.value = false;
    },
    { flush: "sync" },
  );
  watch(
    () => endShown.value && wentOn.value,
    (back) => back && present(),
  );

  return { newCount: computed(() => Math.max(room().unread, room().tip.n - seenN.value)) };
};
