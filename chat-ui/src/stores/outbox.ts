import { defineStore } from "pinia";
import { computed, shallowReactive, shallowRef } from "vue";
import type { OutboxItem } from "../../../src/client/outbox/outbox-item.ts";
import { useChat } from "./chat-port.ts";

const NONE: readonly OutboxItem[] = [];

/** What is on its way, by room, as the client's outbox has it. */
export const useOutbox = defineStore("outbox", () => {
  const chat = useChat();
  const byRoom = shallowReactive(new Map<string, readonly OutboxItem[]>());

  const read = (roomId: string): void => {
    byRoom.set(roomId, [...chat.outbox.items(roomId)]);
  };
  const readAll = (): void => {
    for (const item of chat.outbox.all()) read(item.room_id);
  };
  /** The latest that the server refused since the app started. */
  const refusal = shallowRef<OutboxItem>();
  chat.on("outbox", ({ room_id, item }) => {
    const known = byRoom.get(room_id)?.find(({ cid }) => cid === item.cid);
    read(room_id);
    // What is known by nothing else was refused before a reload.
    if (item.state === "refused" && known && known.state !== "refused") refusal.value = item;
  });
  chat.on("rooms", readAll);
  chat.on("state", readAll);

  const refused = (roomId: string): readonly OutboxItem[] =>
    (byRoom.get(roomId) ?? NONE).filter(({ state }) => state === "refused");

  return {
    /** Ids of those in which something is not sent yet. */
    rooms: computed(() =>
      [...byRoom].flatMap(([id, items]) => (items.some(({ state }) => state !== "sent") ? id : [])),
    ),
    refused,
    refusal: computed(() => refusal.value),
    retryAll: (roomId: string): void => {
      for (const { cid } of refused(roomId)) chat.outbox.retry(cid);
    },
    discardAll: (roomId: string): void => {
      for (const { cid } of refused(roomId)) chat.outbox.discard(cid);
    },
    items: (roomId: string): readonly OutboxItem[] => byRoom.get(roomId) ?? NONE,
    readAll,
    retry: (cid: string): void => chat.outbox.retry(cid),
    discard: (cid: string): void => chat.outbox.discard(cid),
  };
});
