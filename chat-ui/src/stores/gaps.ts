import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import type { SeqRange } from "../../../src/client/room-cursor.ts";
import { useChat } from "./chat-port.ts";

/** What is missing of the rooms' logs and on its way. */
export const useGaps = defineStore("gaps", () => {
  const chat = useChat();
  const byRoom = shallowReactive(new Map<string, SeqRange>());

  chat.on("gap", ({ room_id, gap }) => {
    if (gap) byRoom.set(room_id, gap);
    else byRoom.delete(room_id);
  });

  return { get: (roomId: string): SeqRange | undefined => byRoom.get(roomId) };
});
