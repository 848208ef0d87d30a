import { defineStore } from "pinia";
import { computed, readonly, ref, shallowReactive } from "vue";
import type { Entry } from "../../../src/protocol/entries.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { Room, RoomSummary } from "../../../src/protocol/rooms.ts";
import { type Farewell, farewellOf, type Removal } from "../logic/farewell.ts";
import { FOLD_EVERY_MS, paced } from "../logic/paced.ts";
import { mentionsUncertain, summaryOf, withEntry, withRead } from "../logic/room-summaries.ts";
import { unreadTotals } from "../logic/unread.ts";
import { isReadBeyond, withUnreadMark } from "../logic/unread-mark.ts";
import { useChat } from "./chat-port.ts";
import { mentionRefresh } from "./mention-refresh.ts";
import { useSession } from "./session.ts";
import { useUnreadMarks } from "./unread-marks.ts";

/** How many farewells are kept for those who look back. */
const FAREWELLS = 20;

export const useRooms = defineStore("rooms", () => {
  const chat = useChat();
  const session = useSession();
  const marks = useUnreadMarks();
  /** As the server tells of them; what is shown of a room follows its unread mark. */
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

  const told = computed(() => [...byId.values()]);
  const shown = (room: RoomSummary): RoomSummary => {
    const mark = marks.get(room.id);
    return mark ? withUnreadMark(room, mark) : room;
  };
  const list = computed(() => told.value.map(shown));
  const totals = computed(() => unreadTotals(list.value));

  const keep = (room: RoomSummary): void => {
    byId.set(room.id, room);
    const mark = marks.get(room.id);
    if (mark && isReadBeyond(room, mark)) marks.remove(room.id);
  };

  const put = (id: string, next: (room: RoomSummary) => RoomSummary): void => {
    const room = byId.get(id);
    if (!room) return;
    const changed = next(room);
    if (changed !== room) keep(changed);
  };
  /** What was shown, to the end or up to a message, with the window in front: at once here, soon at the server. */
  const markRead = (id: string, upTo?: Mark): void => {
    const room = byId.get(id);
    // What came while the app was closed is not read by having its room open at the start.
    if (!room || catchingUp.value) return;
    if (marks.get(id)) {
      if (upTo || marks.isHeld(id)) return;
      marks.remove(id);
    }
    if (room.unread === 0) return;
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
  const refreshSoon = mentionRefresh(chat, change);
  const remove = (id: string, removal: Removal): void => {
    const room = byId.get(id);
    byId.delete(id);
    marks.remove(id);
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
      keep(room);
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
    for (const room of list.value) if (room.unread > 0) foundUnread.add(room.id);
  };
  const add = (room: Room, tip: Mark): void => {
    farewells.delete(room.id);
    const known = byId.get(room.id);
    byId.set(room.id, known ? { ...known, ...room } : summaryOf(room, tip));
  };
  chat.on("entry", (entry) => {
    const entries = waiting.get(entry.room_id);
    if (entries) entries.push(entry);
    else waiting.set(entry.room_id, [entry]);
    folding.soon(entry.sender.id === session.user?.id);
  });
  chat.on("rooms", (rooms) => {
    replaceAll(rooms);
    for (const id of marks.rooms()) if (!byId.has(id)) marks.remove(id);
  });
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

  const get = (id: string): RoomSummary | undefined => {
    const room = byId.get(id);
    return room && shown(room);
  };
  /** What comes before a message is read, and what the server says of the room then, whatever mark there is. */
  const readBefore = (id: string, { seq, n }: Mark): RoomSummary | undefined => {
    folding.flush();
    const before = { seq: seq - 1, n: n - 1 };
    const isNews = before.seq > (byId.get(id)?.read.seq ?? Infinity);
    if (isNews) {
      put(id, (room) => withRead(room, before));
      chat.markRead(id, before.seq);
    }
    return byId.get(id);
  };
  /** A card tells how things were when it was asked for: what was told meanwhile is newer, but for what was `set`. */
  const takeCard = async (
    id: string,
    ask: () => Promise<{ readonly room: Room }>,
    set: object = {},
  ): Promise<void> => {
    folding.flush();
    const before = byId.get(id);
    const { room } = await ask();
    change(id, (known) => {
      const keys = Object.keys(room) as (keyof Room)[];
      const news = keys.filter((key) => key in set || known[key] === before?.[key]);
      return { ...known, ...Object.fromEntries(news.map((key) => [key, room[key]])) };
    });
  };
  /** Asks for the card again: the end of an ephemeral room moves with its traffic. */
  const refreshCard = (id: string): Promise<void> =>
    takeCard(id, () => chat.rest.call("room", { params: { room_id: id } })).catch(() => {
      // What is known stays until the next try.
    });
  const update = (id: string, body: { name?: string; topic?: string }): Promise<void> =>
    takeCard(id, () => chat.rest.call("updateRoom", { params: { room_id: id }, body }), body);
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
    marks.remove(id);
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
  const setMine = (id: string, body: { muted?: boolean; pinned?: boolean }): Promise<void> =>
    takeCard(
      id,
      () => chat.rest.call("updateMyMembership", { params: { room_id: id }, body }),
      body,
    );

  return {
    known: readonly(known),
    showKept,
    /** Whether the room has to begin anew, at its first unread: it was shown before that was known. */
    foundUnread: (id: string): boolean => foundUnread.has(id),
    list,
    /** Without what is of this device alone. */
    told,
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
    /** On purpose: also what was marked as unread while its room is open. */
    markAllRead: (id: string): void => {
      folding.flush();
      marks.remove(id);
      markRead(id);
    },
    readBefore,
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
