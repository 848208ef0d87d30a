import { computed, ref, watch } from "vue";
import type { Room } from "../../../src/protocol/rooms.ts";
import type { FoundUser } from "../../../src/protocol/users.ts";
import { type Destination, destinations, isSure } from "../logic/switcher.ts";
import { useChat } from "../stores/chat-port.ts";
import { usePresence } from "../stores/presence.ts";
import { useRooms } from "../stores/rooms.ts";
import { useSession } from "../stores/session.ts";
import { useSearch } from "./use-search.ts";

const FOUND_PEOPLE = 8;
const FOUND_ROOMS = 8;

/**
 * The list of the quick switcher and what is chosen in it. What is known here answers in the same turn as the
 * key press, so that Enter always means the text that stands in the field; what only the server knows is
 * added below, and an Enter that found nothing yet waits for it.
 */
export const useSwitcher = (current: () => string | undefined, go: (to: Destination) => void) => {
  const chat = useChat();
  const rooms = useRooms();
  const presence = usePresence();
  const session = useSession();
  const chosen = ref<string>();
  /** The text for which Enter was pressed before anything answered it. */
  const awaited = ref<string>();

  const isAccount = (): boolean => session.user?.kind === "member";
  const people = computed<FoundUser[]>(() =>
    isAccount() ? presence.onlineUsers.filter((user) => user.id !== session.user?.id) : [],
  );
  const findPeople = async (q: string, signal: AbortSignal): Promise<readonly FoundUser[]> => {
    if (!isAccount()) return [];
    const query = { q, limit: FOUND_PEOPLE };
    const { users } = await chat.rest.call("searchUsers", { query, signal });
    return users.filter((user) => user.id !== session.user?.id);
  };
  const findRooms = async (query: string, signal: AbortSignal): Promise<readonly Room[]> => {
    const answer = await chat.rest.call("discoverRooms", {
      query: { query, limit: FOUND_ROOMS },
      signal,
    });
    return answer.rooms;
  };
  const search = useSearch(async (text, signal) => {
    const q = text.replace(/^[@#]/, "").trim();
    if (q === "") return [];
    const [users, open] = await Promise.all([findPeople(q, signal), findRooms(q, signal)]);
    return [{ people: users, rooms: open }];
  });
  const { query, results, answered, problem } = search;

  const list = computed(() => {
    const [found] = answered.value === query.value.trim() ? results.value : [];
    return destinations(
      { rooms: rooms.list, current: current(), people: people.value, ...(found && { found }) },
      query.value,
    );
  });
  /** Kept by key: what arrives from the server moves nobody's choice. */
  const active = computed(
    () => list.value.find((destination) => destination.key === chosen.value) ?? list.value[0],
  );
  const searching = computed(
    () => query.value.trim() !== "" && answered.value !== query.value.trim(),
  );

  watch(query, () => {
    chosen.value = undefined;
    awaited.value = undefined;
  });
  watch([answered, problem], () => {
    if (awaited.value !== query.value) return;
    awaited.value = undefined;
    if (list.value[0]) go(list.value[0]);
  });

  const step = (by: 1 | -1): void => {
    const { length } = list.value;
    const at = list.value.findIndex((destination) => destination.key === active.value?.key);
    chosen.value = list.value[(at + by + length) % length]?.key;
  };
  /** Enter, with the text as it stands in the field at that moment. */
  const enter = (text: string): void => {
    query.value = text;
    const known = chosen.value !== undefined || !searching.value || isSure(list.value, text);
    if (known && active.value) go(active.value);
    else if (searching.value) {
      awaited.value = text;
      void search.run();
    }
  };

  return { query, list, active, searching, problem, step, enter };
};
