import { defineStore } from "pinia";
import { computed, readonly, ref, shallowReactive } from "vue";
import type { Entry } from "../../../src/protocol/entries.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { Room, RoomSummary } from "../../../src/protocol/rooms.ts";
import { type Farewell, farewellOf, type Removal } from "../logic/farewell.ts";
import { FOLD_EVERY_MS, paced } from "../logic/paced.ts";
import {
  mentionsUncertain,
  summaryOf,
  withCountedMentions,
  withEntry,
  withRead,
} from "../logic/room-summaries.ts";
import { unreadTotals } from "../logic/unread.ts";
import { useChat } from "./chat-port.ts";
import { useSession } from "./session.ts";

const REFRESH_AFTER_MS = 500;
/** In a room that never rests the count and what is known here may go on missing each other. */
const REFRESH_TRIES = 10;
/** How many farewells are kept for those who look back. */
const FAREWELLS = 20;

export const useRooms = defineStore("rooms", () => {
  const chat = useChat();
  const session = useSession();
  const byId = shallowReactive(new Map<string, RoomSummary>());
  /** Whether it was said once which rooms there are: by the server, or by what this browser kept. */
  const known = ref(false);
  /** What is shown is what was kept, and what happened since is still on its way. */
  const catchingUp = ref(false);
  /** Rooms in which something was unread once the app had caught up after its start. */
  const foundUnread = shallowReactive(new Set<string>());
  /** Rooms that one was put out of, or that ended, until they are left behind or entered again. */
  const farewells = shallowReactive(new Map<string, Farewell>());
  const destroying = new Set<string>();
  let refreshing = false;

  const list = computed(() => [...byId.values()]);
  const totals = computed(() => unreadTotals(byId.values()));

  const put = (id: string, next: (room: RoomSummary) => RoomSummary): void => {
    const room = byId.get(id);
    if (!room) return;
    const changed = next(room);
    if (changed !== room) byId.set(id, changed);
  };
  /** What was shown, to the end or up to a message, with the window in front: at once here, soon at the server. */
  const markRead = (id: string, upTo?: Mark): void => {
    const room = byId.get(id);
    // What came while the app was closed is not read by having its room open at the start.
    if (!room || room.unread === 0 || catchingUp.value) return;
    const { seq, n } = upTo ?? room.tip;
    if (seq <= room.read.seq) return;
    put(id, (r) => withRead(r, { seq, n }));
    chat.markRead(id, seq);
  };
  /** The room whose end is looked at: what comes there never counts as unread. */
  let attended: string | undefined;
  const readAttended = (): void => {
    if (attended !== undefined) markRead(attended);
  };
  const waiting = new Map<string, Entry[]>();
  const fold = (room: RoomSummary, entry: Entry): RoomSummary => {
    if (mentionsUncertain(room, entry)) refreshSoon();
    return withEntry(room, entry, session.user?.id ?? "");
  };
  const folding = paced(FOLD_EVERY_MS, () => {
    for (const [id, entries] of waiting) put(id, (room) => entries.reduce(fold, room));
    waiting.clear();
    readAttended();
  });
  const attend = (id: string): void => {
    folding.flush();
    attended = id;
    readAttended();
  };
  const neglect = (id: string): void => {
    if (attended === id) attended = undefined;
  };
  /** After all that came before it. */
  const change = (id: string, next: (room: RoomSummary) => RoomSummary): void => {
    folding.flush();
    put(id, next);
  };
  const remove = (id: string, removal: Removal): void => {
    const room = byId.get(id);
    byId.delete(id);
    // One's own doing needs no farewell.
    const farewell = room && !destroying.has(id) && farewellOf(room, removal);
    if (!farewell) return;
    farewells.set(id, farewell);
    const [oldest] = farewells.keys();
    if (farewells.size > FAREWELLS && oldest !== undefined) farewells.delete(oldest);
  };
  const replaceAll = (rooms: readonly RoomSummary[]): void => {
    const ids = new Set(rooms.map((room) => room.id));
    for (const id of byId.keys()) if (!ids.has(id)) remove(id, "missing");
    for (const room of rooms) {
      byId.set(room.id, room);
      farewells.delete(room.id);
    }
    known.value = true;
    readAttended();
  };
  /** At the start, before the network answers. */
  const showKept = (rooms: readonly RoomSummary[], willCatchUp: boolean): void => {
    replaceAll(rooms);
    catchingUp.value = willCatchUp;
  };
  const onCaughtUp = (): void => {
    if (!catchingUp.value) return;
    folding.flush();
    catchingUp.value = false;
    for (const room of byId.values()) if (room.unread > 0) foundUnread.add(room.id);
  };
  const add = (room: Room, tip: Mark): void => {
    farewells.delete(room.id);
    const known = byId.get(room.id);
    byId.set(room.id, known ? { ...known, ...room } : summaryOf(room, tip));
  };
  /** Whether every room's count of mentions is now what the server says. */
  const refreshMentions = async (): Promise<boolean> => {
    let isExact = true;
    for (const counted of (await chat.rest.call("rooms", {})).rooms) {
      change(counted.id, (known) => {
        const exact = withCountedMentions(known, counted);
        if (exact === undefined && known.unread_mentions !== counted.unread_mentions) {
          isExact = false;
        }
        return exact ?? known;
      });
    }
    return isExact;
  };
  const refreshSoon = (tries = REFRESH_TRIES): void => {
    if (refreshing) return;
    refreshing = true;
    setTimeout(async () => {
      refreshing = false;
      try {
        if (!(await refreshMentions()) && tries > 1) refreshSoon(tries - 1);
      } catch {
        // The next reconnect brings exact counts anyway.
      }
    }, REFRESH_AFTER_MS);
  };

  chat.on("entry", (entry) => {
    const entries = waiting.get(entry.room_id);
    if (entries) entries.push(entry);
    else waiting.set(entry.room_id, [entry]);
    folding.soon(entry.sender.id === session.user?.id);
  });
  chat.on("rooms", replaceAll);
  chat.on("caught_up", onCaughtUp);
  chat.on("read", ({ room_id, seq, n }) => {
    change(room_id, (room) => withRead(room, { seq, n }));
    if ((byId.get(room_id)?.unread_mentions ?? 0) > 0) refreshSoon();
  });
  chat.on("room_added", ({ room, tip }) => add(room, tip));
  chat.on("room_joined", ({ room, tip }) => add(room, tip));
  chat.on("room_created", ({ room, tip }) => add(room, tip));
  chat.on("room_left", ({ room_id }) => remove(room_id, "left"));
  chat.on("room_removed", ({ room_id, reason }) => remove(room_id, reason));
  chat.on("room_deleted", ({ room_id }) => remove(room_id, "deleted"));
  chat.on("presence", ({ room_id, online }) => change(room_id, (room) => ({ ...room, online })));
  chat.on("presence_state", ({ room_id, online }) =>
    change(room_id, (room) => ({ ...room, online })),
  );
  chat.on("member_changed", ({ room_id, user_id, role, muted, pinned }) => {
    if (user_id !== session.user?.id) return;
    change(room_id, (room) => ({
      ...room,
      ...(role !== undefined && { my_role: role }),
      ...(muted !== undefined && { muted }),
      ...(pinned !== undefined && { pinned }),
    }));
  });
  chat.on("user_updated", ({ user }) => {
    for (const room of byId.values()) {
      if (room.peer?.id !== user.id) continue;
      const peer = { id: user.id, display_name: user.display_name };
      byId.set(room.id, { ...room, name: user.display_name, peer });
    }
  });

  const get = (id: string): RoomSummary | undefined => byId.get(id);
  /** Asks for the card again: the end of an ephemeral room moves with its traffic. */
  const refreshCard = async (id: string): Promise<void> => {
    try {
      const { room } = await chat.rest.call("room", { params: { room_id: id } });
      change(id, (known) => ({ ...known, ...room }));
    } catch {
      // What is known stays until the next try.
    }
  };
  const update = async (id: string, card: { name?: string; topic?: string }): Promise<void> => {
    const { room } = await chat.rest.call("updateRoom", { params: { room_id: id }, body: card });
    change(id, (known) => ({ ...known, ...room }));
  };
  const create = async (room: {
    name: string;
    kind: "public" | "private" | "ephemeral";
    topic?: string;
  }): Promise<string> => (await chat.createRoom(room)).room.id;
  const join = async (room: { room_id: string } | { name: string }): Promise<string> => {
    const joined = await chat.join(room);
    add(joined.room, joined.tip);
    return joined.room.id;
  };
  const leave = async (id: string): Promise<void> => {
    await chat.leave(id);
    byId.delete(id);
  };
  const destroy = async (id: string): Promise<void> => {
    destroying.add(id);
    try {
      await chat.rest.call("deleteRoom", { params: { room_id: id } });
      remove(id, "deleted");
    } finally {
      destroying.delete(id);
    }
  };
  const acceptInvite = async (code: string): Promise<string> => {
    const { room } = await chat.rest.call("acceptInvite", { params: { code } });
    return room.id;
  };
  const openDirect = async (userId: string): Promise<string> => {
    const { room } = await chat.rest.call("openDirectRoom", { body: { user_id: userId } });
    if (!byId.has(room.id)) add(room, { seq: 0, n: 0 });
    return room.id;
  };
  const setMine = async (
    id: string,
    mine: { muted?: boolean; pinned?: boolean },
  ): Promise<void> => {
    const { room } = await chat.rest.call("updateMyMembership", {
      params: { room_id: id },
      body: mine,
    });
    change(id, (known) => ({ ...known, ...room }));
  };

  return {
    known: readonly(known),
    showKept,
    /** Whether the room has to begin anew, at its first unread: it was shown before that was known. */
    foundUnread: (id: string): boolean => foundUnread.has(id),
    list,
    totals,
    get,
    /** Why a room is no longer among the others; undefined when it never was, or was left. */
    farewell: (id: string): Farewell | undefined => farewells.get(id),
    farewells: computed(() => [...farewells.values()]),
    forgetFarewell: (id: string): void => void farewells.delete(id),
    markRead: (id: string, upTo?: Mark): void => {
      folding.flush();
      markRead(id, upTo);
    },
    /** From now on, until it is neglected, what comes in the room is read as it comes. */
    attend,
    neglect,
    create,
    join,
    leave,
    destroy,
    acceptInvite,
    openDirect,
    setMine,
    refreshCard,
    update,
  };
});
