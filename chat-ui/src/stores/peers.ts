import { defineStore } from "pinia";
import { computed, onScopeDispose, ref, shallowReactive, watch } from "vue";
import {
  nextChange,
  type PresenceState,
  presenceState,
  type Seen,
} from "../logic/presence-state.ts";
import { activity } from "../logic/room-list.ts";
import { useChat } from "./chat-port.ts";
import { useRooms } from "./rooms.ts";

/** Each watched room costs the server a little: the ones used last are those that are looked at. */
const WATCHED = 50;

/** Who of those that one writes with directly is there, without their rooms being open. */
export const usePeers = defineStore("peers", () => {
  const chat = useChat();
  const rooms = useRooms();
  const seen = shallowReactive(new Map<string, Seen>());
  const watched = new Set<string>();
  const now = ref(Date.now());
  const online = ref(chat.state.status === "online");
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Wakes when somebody's state changes by itself, and sleeps while nobody's does. */
  const tick = (): void => {
    clearTimeout(timer);
    now.value = Date.now();
    const changes = [...seen.values()].map((one) => nextChange(one, now.value));
    const next = Math.min(...changes.filter((at) => at !== undefined));
    if (Number.isFinite(next)) timer = setTimeout(tick, next - now.value + 20);
  };
  onScopeDispose(() => clearTimeout(timer));

  const note = (userId: string, here: boolean): void => {
    const before = seen.get(userId);
    if (here) seen.set(userId, { online: true });
    else if (before?.online) seen.set(userId, { online: false, leftAt: Date.now() });
    else if (!before) seen.set(userId, { online: false });
    tick();
  };
  const peerOf = (roomId: string): string | undefined => rooms.get(roomId)?.peer?.id;

  chat.on("presence_state", ({ room_id, users }) => {
    const peer = peerOf(room_id);
    if (peer !== undefined)
      note(
        peer,
        users.some((user) => user.id === peer),
      );
  });
  chat.on("presence", ({ room_id, joined, left }) => {
    const peer = peerOf(room_id);
    if (peer === undefined) return;
    if (joined.some((user) => user.id === peer)) note(peer, true);
    if (left.includes(peer)) note(peer, false);
  });
  chat.on("state", ({ status }) => {
    online.value = status === "online";
  });

  const wanted = computed(() =>
    rooms.list
      .filter((room) => room.kind === "direct")
      .sort((a, b) => activity(b) - activity(a))
      .slice(0, WATCHED)
      .map((room) => room.id),
  );
  /** The room that is open, which is left by whoever opened it. */
  let attended: string | undefined;
  /** Nobody tells of them any more. */
  const lose = (roomId: string): void => {
    const peer = peerOf(roomId);
    if (peer !== undefined) seen.delete(peer);
  };
  const neglect = (id: string): void => {
    watched.delete(id);
    if (id === attended) return;
    lose(id);
    chat.closeRoom(id).catch(() => undefined);
  };
  watch(
    wanted,
    (ids) => {
      const now = new Set(ids);
      for (const id of watched) if (!now.has(id)) neglect(id);
      for (const id of ids) {
        if (watched.has(id) || watched.size >= WATCHED) continue;
        watched.add(id);
        // Without a connection the client asks at the next one.
        chat.openRoom(id).catch(() => undefined);
      }
    },
    { immediate: true },
  );
  chat.on("room_removed", ({ room_id }) => watched.delete(room_id));
  chat.on("room_deleted", ({ room_id }) => watched.delete(room_id));

  return {
    /** Undefined while it can't be known: without a connection nobody's light is on. */
    stateOf: (userId: string): PresenceState | undefined => {
      const one = seen.get(userId);
      return one && online.value ? presenceState(one, now.value) : undefined;
    },
    /** Which room is open now. */
    attend: (roomId: string | undefined): void => {
      if (attended !== undefined && !watched.has(attended)) lose(attended);
      attended = roomId;
    },
    /** Whether the room's presence is wanted even when it is not open. */
    watches: (roomId: string): boolean => watched.has(roomId),
  };
});
