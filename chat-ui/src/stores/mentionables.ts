import { defineStore } from "pinia";
import { readonly, ref, shallowReactive } from "vue";
import type { FoundUser } from "../../../src/protocol/users.ts";
import type { Mentionable } from "../logic/completion.ts";
import { useChat } from "./chat-port.ts";

const PAGE = 100;
/** Of a larger room those who joined first; the others are asked for by the beginning of their names. */
const PAGES = 10;
/** Rooms whose people stay known. */
const KEPT_ROOMS = 12;
const NONE: readonly Mentionable[] = [];

const mentionable = ({ user }: { readonly user: FoundUser }): Mentionable[] =>
  user.username === undefined
    ? []
    : [{ id: user.id, username: user.username, display_name: user.display_name }];

/**
 * Whom the members of a room can mention, read when somebody is about to. Once it has changed who is in it, what is
 * known goes on to be answered until it was read again.
 */
export const useMentionables = defineStore("mentionables", () => {
  const chat = useChat();
  const byRoom = shallowReactive(new Map<string, readonly Mentionable[]>());
  /** Rooms of which only those who joined first are known, and who else was found last. */
  const partial = shallowReactive(new Map<string, readonly Mentionable[]>());
  const stale = new Set<string>();
  const changes = ref(0);
  const loading = new Map<string, Promise<void>>();

  const forget = (roomId: string): void => {
    byRoom.delete(roomId);
    partial.delete(roomId);
    stale.delete(roomId);
  };
  const keep = (roomId: string, people: readonly Mentionable[]): void => {
    byRoom.delete(roomId);
    byRoom.set(roomId, people);
    const [oldest] = byRoom.keys();
    if (byRoom.size > KEPT_ROOMS && oldest !== undefined) forget(oldest);
  };
  const read = async (roomId: string): Promise<void> => {
    const found: Mentionable[] = [];
    const isFirst = !byRoom.has(roomId);
    let cursor: string | undefined;
    // What changes from here on may be in no page any more.
    stale.delete(roomId);
    for (let page = 0; page < PAGES; page++) {
      const answer = await chat.rest.call("members", {
        params: { room_id: roomId },
        query: { limit: PAGE, ...(cursor !== undefined && { cursor }) },
      });
      found.push(...answer.members.flatMap(mentionable));
      cursor = answer.next_cursor;
      if (isFirst && cursor !== undefined) keep(roomId, [...found]);
      if (cursor === undefined) break;
    }
    keep(roomId, found);
    if (cursor === undefined) partial.delete(roomId);
    else partial.set(roomId, partial.get(roomId) ?? NONE);
  };
  /** Resolves once they are known, or can't be had. */
  const load = (roomId: string): Promise<void> => {
    if (byRoom.has(roomId) && !stale.has(roomId)) return Promise.resolve();
    const under = loading.get(roomId);
    if (under !== undefined) return under;
    const work = read(roomId)
      .catch(() => {
        if (byRoom.has(roomId)) stale.add(roomId);
      })
      .finally(() => loading.delete(roomId));
    loading.set(roomId, work);
    return work;
  };

  /** Counts the questions: an answer to a former one comes too late. */
  let asked = 0;
  /**
   * Of a room that is too large to be known whole: accounts of which a name begins so. Most of them are in it; who is
   * not is not told by a mention, as when the name is typed out.
   */
  const seek = async (roomId: string, query: string): Promise<void> => {
    if (!partial.has(roomId) || query === "") return;
    const mine = ++asked;
    const { users } = await chat.rest.call("searchUsers", { query: { q: query } });
    if (mine !== asked || !partial.has(roomId)) return;
    const known = new Set(byRoom.get(roomId)?.map(({ id }) => id));
    const found = users.filter(({ id }) => !known.has(id)).flatMap((user) => mentionable({ user }));
    partial.set(roomId, found);
  };

  const outdate = ({ room_id }: { readonly room_id: string }): void => {
    if (!byRoom.has(room_id)) return;
    stale.add(room_id);
    changes.value += 1;
  };
  chat.on("member", outdate);
  // What was missed is not told.
  chat.on("reset", outdate);
  chat.on("room_left", ({ room_id }) => forget(room_id));
  chat.on("room_removed", ({ room_id }) => forget(room_id));
  chat.on("room_deleted", ({ room_id }) => forget(room_id));
  chat.on("user_updated", ({ user }) => {
    for (const [roomId, people] of byRoom) {
      if (!people.some(({ id }) => id === user.id)) continue;
      const { display_name } = user;
      const renamed = people.map((p) => (p.id === user.id ? { ...p, display_name } : p));
      byRoom.set(roomId, renamed);
    }
  });

  return {
    get: (roomId: string): readonly Mentionable[] => {
      const found = partial.get(roomId) ?? NONE;
      const known = byRoom.get(roomId) ?? NONE;
      return found.length === 0 ? known : [...known, ...found];
    },
    /** Whether there are more than are known. */
    isPartial: (roomId: string): boolean => partial.has(roomId),
    seek,
    /** Grows whenever what is known of some room is no longer all: `load` reads it again. */
    changes: readonly(changes),
    load,
  };
});
