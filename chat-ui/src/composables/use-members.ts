import { onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Member, RoomSummary } from "../../../src/protocol/rooms.ts";
import { errorText } from "../logic/errors.ts";
import { useChat } from "../stores/chat-port.ts";

/** Many join at once when a room is announced: the list is asked for once. */
const RELOAD_AFTER_MS = 300;
const PAGE = 100;

/** The members of a room, kept current, and what may be done to one of them. */
export const useMembers = (room: () => RoomSummary) => {
  const chat = useChat();
  const members = shallowRef<readonly Member[]>([]);
  const cursor = ref<string>();
  const problem = ref<string>();

  const load = async (more = false): Promise<void> => {
    try {
      const answer = await chat.rest.call("members", {
        params: { room_id: room().id },
        query: { limit: PAGE, ...(more && cursor.value !== undefined && { cursor: cursor.value }) },
      });
      members.value = more ? [...members.value, ...answer.members] : answer.members;
      cursor.value = answer.next_cursor;
      problem.value = undefined;
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  let reload: ReturnType<typeof setTimeout> | undefined;
  const reloadSoon = (): void => {
    clearTimeout(reload);
    reload = setTimeout(() => void load(), RELOAD_AFTER_MS);
  };
  const stops = [
    chat.on("member", ({ room_id }) => {
      if (room_id === room().id) reloadSoon();
    }),
    // Of more than are named there, the list says who is online: what it said before the connection was lost is over.
    chat.on("presence_state", ({ room_id, online, users }) => {
      if (room_id === room().id && users.length < online) reloadSoon();
    }),
    chat.on("member_changed", ({ room_id, user_id, role }) => {
      if (room_id !== room().id || role === undefined) return;
      members.value = members.value.map((m) => (m.user.id === user_id ? { ...m, role } : m));
    }),
    chat.on("user_updated", ({ user }) => {
      members.value = members.value.map((m) => (m.user.id === user.id ? { ...m, user } : m));
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
    clearTimeout(reload);
  });
  watch(
    () => room().id,
    () => load(),
    { immediate: true },
  );

  const params = (member: Member) => ({ room_id: room().id, user_id: member.user.id });
  const setRole = async (member: Member, role: Member["role"]): Promise<void> => {
    const { member: changed } = await chat.rest.call("updateMember", {
      params: params(member),
      body: { role },
    });
    members.value = members.value.map((m) => (m.user.id === changed.user.id ? changed : m));
  };
  const kick = async (member: Member): Promise<void> => {
    await chat.rest.call("kickMember", { params: params(member) });
    members.value = members.value.filter((m) => m.user.id !== member.user.id);
  };

  return { members, hasMore: () => cursor.value !== undefined, problem, load, setRole, kick };
};
