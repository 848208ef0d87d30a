import { onScopeDispose } from "vue";
import type { Place } from "../logic/kept-place.ts";
import { useChat } from "../stores/chat-port.ts";

/**
 * When so much of the open room was missed that it is read anew: whoever reads further up goes on there, and has not
 * read an end that they did not come to.
 */
export const useRoomReset = (
  roomId: string,
  /** Undefined at the end. */
  place: () => Place | undefined,
  goOnAt: (place: Place) => void,
): void => {
  const chat = useChat();
  onScopeDispose(
    chat.on("reset", ({ room_id }) => {
      const at = room_id === roomId && place();
      if (at) goOnAt(at);
    }),
  );
};
