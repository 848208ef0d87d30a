import { defineStore } from "pinia";
import { computed, readonly, ref, shallowReactive, shallowRef } from "vue";
import { noteTyping, type Typist } from "../logic/typing.ts";
import { useChat } from "./chat-port.ts";
import { usePeers } from "./peers.ts";
import { useSession } from "./session.ts";

/** Who is there and who types, in the room that is open. */
export const usePresence = defineStore("presence", () => {
  const chat = useChat();
  const session = useSession();
  const peers = usePeers();
  const roomId = ref<string>();
  const online = shallowReactive(new Map<string, string>());
  /** Those who left since; of others who are not online here it is known only where `isWhole`. */
  const gone = shallowReactive(new Set<string>());
  /** Whether all who are there were named: of many only the first are. */
  const isWhole = ref(true);
  const typists = shallowRef<readonly Typist[]>([]);
  let expiry: ReturnType<typeof setTimeout> | undefined;

  const typingNames = computed(() => typists.value.map((typist) => typist.name));

  const expire = (): void => {
    clearTimeout(expiry);
    const now = Date.now();
    typists.value = typists.value.filter((typist) => typist.until > now);
    const next = Math.min(...typists.value.map((typist) => typist.until));
    if (Number.isFinite(next)) expiry = setTimeout(expire, next - now + 20);
  };
  const stopTyping = (userId: string): void => {
    if (typists.value.some((typist) => typist.id === userId)) {
      typists.value = typists.value.filter((typist) => typist.id !== userId);
    }
  };

  chat.on("presence_state", (event) => {
    if (event.room_id !== roomId.value) return;
    online.clear();
    gone.clear();
    isWhole.value = event.users.length >= event.online;
    for (const user of event.users) online.set(user.id, user.display_name);
  });
  chat.on("presence", (event) => {
    if (event.room_id !== roomId.value) return;
    for (const user of event.joined) {
      online.set(user.id, user.display_name);
      gone.delete(user.id);
    }
    for (const id of event.left) {
      online.delete(id);
      if (!isWhole.value) gone.add(id);
      stopTyping(id);
    }
  });
  chat.on("typing", (event) => {
    if (event.room_id !== roomId.value || event.user_id === session.user?.id) return;
    typists.value = noteTyping(typists.value, event, Date.now());
    expire();
  });
  chat.on("message", (entry) => {
    if (entry.room_id === roomId.value) stopTyping(entry.sender.id);
  });

  const leave = async (id: string): Promise<void> => {
    if (peers.watches(id)) return;
    try {
      await chat.closeRoom(id);
    } catch {
      // Without a connection there is nothing to close.
    }
  };
  const enter = async (id: string | undefined): Promise<void> => {
    const former = roomId.value;
    if (former === id) return;
    roomId.value = id;
    peers.attend(id);
    online.clear();
    gone.clear();
    isWhole.value = true;
    typists.value = [];
    if (former !== undefined) void leave(former);
    if (id === undefined) return;
    try {
      await chat.openRoom(id);
    } catch {
      // The client opens it at the next connect.
    }
  };

  return {
    roomId: readonly(roomId),
    typingNames,
    /** Undefined of somebody who may be there without having been named. */
    isOnline: (userId: string): boolean | undefined =>
      online.has(userId) || (isWhole.value || gone.has(userId) ? false : undefined),
    onlineUsers: computed(() => [...online].map(([id, display_name]) => ({ id, display_name }))),
    enter,
  };
});
