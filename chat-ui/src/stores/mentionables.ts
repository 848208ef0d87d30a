import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import type { Member } from "../../../src/protocol/rooms.ts";
import type { Mentionable } from "../logic/completion.ts";
import { useChat } from "./chat-port.ts";

const PAGE = 100;
/** Of a larger room those who joined first; a name can still be typed out. */
const PAGES = 10;
const NONE: readonly Mentionable[] = [];

const mentionable = ({ user }: Member): Mentionable[] =>
  user.username === undefined
    ? []
    : [{ id: user.id, username: user.username, display_name: user.display_name }];

/** Whom the members of a room can mention, read when somebody is about to. */
export const useMentionables = defineStore("mentionables", () => {
  const chat = useChat();
  const byRoom = shallowReactive(new Map<string, readonly Mentionable[]>());
  const loading = new Map<string, Promise<void>>();

  const read = async (roomId: string): Promise<void> => {
    const found: Mentionable[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const answer = await chat.rest.call("members", {
        params: { room_id: roomId },
        query: { limit: PAGE, ...(cursor !== undefined && { cursor }) },
      });
      found.push(...answer.members.flatMap(mentionable));
      byRoom.set(roomId, [...found]);
      cursor = answer.next_cursor;
      if (cursor === undefined) return;
    }
  };
  /** Resolves once they are known, or can't be had. */
  const load = (roomId: string): Promise<void> => {
    if (byRoom.has(roomId)) return Promise.resolve();
    const under = loading.get(roomId);
    if (under !== undefined) return under;
    const work = read(roomId)
      .catch(() => undefined)
      .finally(() => loading.delete(roomId));
    loading.set(roomId, work);
    return work;
  };

  chat.on("member", ({ room_id }) => byRoom.delete(room_id));
  chat.on("user_updated", ({ user }) => {
    for (const [roomId, people] of byRoom) {
      if (!people.some(({ id }) => id === user.id)) continue;
      const { display_name } = user;
      const renamed = people.map((p) => (p.id === user.id ? { ...p, display_name } : p));
      byRoom.set(roomId, renamed);
    }
  });

  return {
    get: (roomId: string): readonly Mentionable[] => byRoom.get(roomId) ?? NONE,
    load,
  };
});
