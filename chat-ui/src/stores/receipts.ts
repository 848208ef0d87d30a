import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { useChat } from "./chat-port.ts";
import { useRooms } from "./rooms.ts";

/** How far the other one of a direct room has read, as far as this page was told. */
export const useReceipts = defineStore("receipts", () => {
  const chat = useChat();
  const rooms = useRooms();
  const readTo = shallowReactive(new Map<string, number>());

  const note = (roomId: string, seq: number): void => {
    if (seq > (readTo.get(roomId) ?? -1)) readTo.set(roomId, seq);
  };
  const isPeer = (roomId: string, userId: string): boolean =>
    rooms.get(roomId)?.peer?.id === userId;

  chat.on("presence_state", ({ room_id, peer_read }) => {
    if (peer_read) note(room_id, peer_read.seq);
  });
  chat.on("member_changed", ({ room_id, user_id, read }) => {
    if (read && isPeer(room_id, user_id)) note(room_id, read.seq);
  });
  // Who writes has read what is above.
  chat.on("message", ({ room_id, sender, seq }) => {
    if (isPeer(room_id, sender.id)) note(room_id, seq);
  });

  return {
    /** Undefined where nobody's reading is told of. */
    readTo: (roomId: string): number | undefined => readTo.get(roomId),
  };
});
