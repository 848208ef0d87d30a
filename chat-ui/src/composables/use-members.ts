import { onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Member, RoomSummary } from "../../../src/protocol/rooms.ts";
import { errorText } from "../logic/errors.ts";
import { useChat } from "../stores/chat-port.ts";

/** Many join at once when a room is announced: the list is asked for once. */
const RELOAD_AFTER_MS = 300;
const PAGE = 100;

type Step = (members: readonly Member[]) => readonly Member[];

/** The members of a room, kept current, and what may be done to one of them. */
export const useMembers = (room: () => RoomSummary) => {
  const chat = useChat();
  const members = shallowRef<readonly Member[]>([]);
  const cursor = ref<string>();
  const problem = ref<string>();

  /** How many pages are held, and where the last of them begins. */
  let pages = 1;
  let lastFrom: string | undefined;
  /** Counts the rooms that were shown: an answer about a former one comes too late. */
  let generation = 0;
  /** While members are being read: what happened since it was asked, which the answer may know nothing of. */
  let meanwhile: Step[] | undefined;
  const change = (step: Step): void => {
    members.value = step(members.value);
    meanwhile?.push(step);
  };
  const withMeanwhile = (found: readonly Member[]): readonly Member[] =>
    meanwhile?.reduce((now, step) => step(now), found) ?? found;

  /** One question after the other: a page follows those that are there when it comes. */
  let asking: Promise<void> = Promise.resolve();

  const ask = (from: string | undefined) =>
    chat.rest.call("members", {
      params: { room_id: room().id },
      query: { limit: PAGE, ...(from !== undefined && { cursor: from }) },
    });
  /** The next page, or all that are held anew. */
  const read = async (more: boolean, mine: number): Promise<void> => {
    const found = more ? [...members.value] : [];
    let from: string | undefined;
    let next = more ? cursor.value : undefined;
    let left = more ? 1 : pages;
    try {
      do {
        from = next;
        const answer = await ask(next);
        if (mine !== generation) return;
        found.push(...answer.members);
        next = answer.next_cursor;
      } while (--left > 0 && next !== undefined);
    } catch (error) {
      if (mine === generation) problem.value = errorText(error);
      return;
    }
    if (more) pages++;
    lastFrom = from;
    members.value = withMeanwhile(found);
    cursor.value = next;
    problem.value = undefined;
  };
  /** The last page anew: who came stands at its end, or begins the next. */
  const readEnd = async (mine: number): Promise<void> => {
    try {
      const answer = await ask(lastFrom);
      if (mine !== generation) return;
      const held = new Set(members.value.map(({ user }) => user.id));
      const came = answer.members.filter(({ user }) => !held.has(user.id));
      members.value = [...members.value, ...withMeanwhile(came)];
      cursor.value = answer.next_cursor;
      problem.value = undefined;
    } catch (error) {
      if (mine === generation) problem.value = errorText(error);
    }
  };
  /** One reading after the other, of the room that is shown by then. */
  const queue = (reading: (mine: number) => Promise<void>): Promise<void> => {
    const mine = generation;
    asking = asking.then(async () => {
      if (mine !== generation) return;
      meanwhile = [];
      await reading(mine);
      if (mine === generation) meanwhile = undefined;
    });
    return asking;
  };
  const load = (more = false): Promise<void> =>
    queue(async (mine) => {
      // Asked for twice, the first answer may have been the last page.
      if (!more || cursor.value !== undefined) await read(more, mine);
    });
  let reload: ReturnType<typeof setTimeout> | undefined;
  /** All that are held; or only the end, which a whole one that is about to be read has in it. */
  let reloadsAll = false;
  const reloadSoon = (all: boolean): void => {
    clearTimeout(reload);
    reloadsAll ||= all;
    reload = setTimeout(() => {
      void (reloadsAll ? load() : queue(readEnd));
      reloadsAll = false;
    }, RELOAD_AFTER_MS);
  };
  const without = (userId: string): void =>
    change((all) => all.filter((m) => m.user.id !== userId));
  const stops = [
    chat.on("member", ({ room_id, change, user }) => {
      if (room_id !== room().id) return;
      if (change !== "joined") without(user.id);
      // Who comes stands behind all others, and so may be further on than what is shown.
      else if (cursor.value === undefined) reloadSoon(false);
    }),
    chat.on("state", ({ status }) => {
      if (status === "online" && problem.value !== undefined) void load();
    }),
    // Of more than are named there, the list says who is online: what it said before the connection was lost is over.
    chat.on("presence_state", ({ room_id, online, users }) => {
      if (room_id === room().id && users.length < online) reloadSoon(true);
    }),
    chat.on("member_changed", ({ room_id, user_id, role }) => {
      if (room_id !== room().id || role === undefined) return;
      change((all) => all.map((m) => (m.user.id === user_id ? { ...m, role } : m)));
    }),
    chat.on("user_updated", ({ user }) => {
      change((all) => all.map((m) => (m.user.id === user.id ? { ...m, user } : m)));
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
    clearTimeout(reload);
  });
  watch(
    () => room().id,
    () => {
      generation++;
      pages = 1;
      lastFrom = undefined;
      reloadsAll = false;
      clearTimeout(reload);
      meanwhile = undefined;
      asking = Promise.resolve();
      members.value = [];
      cursor.value = undefined;
      problem.value = undefined;
      void load();
    },
    { immediate: true },
  );

  const params = (member: Member) => ({ room_id: room().id, user_id: member.user.id });
  const setRole = async (member: Member, role: Member["role"]): Promise<void> => {
    const mine = generation;
    const { member: changed } = await chat.rest.call("updateMember", {
      params: params(member),
      body: { role },
    });
    if (mine !== generation) return;
    change((all) => all.map((m) => (m.user.id === changed.user.id ? changed : m)));
  };
  const kick = async (member: Member): Promise<void> => {
    const mine = generation;
    await chat.rest.call("kickMember", { params: params(member) });
    if (mine === generation) without(member.user.id);
  };

  return { members, hasMore: () => cursor.value !== undefined, problem, load, setRole, kick };
};
