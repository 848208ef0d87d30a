import { computed, ref, shallowRef } from "vue";
import { LIMITS } from "../../../src/protocol/limits.ts";
import type { Room } from "../../../src/protocol/rooms.ts";
import { errorText } from "../logic/errors.ts";
import { useChat } from "../stores/chat-port.ts";
import { useSearch } from "./use-search.ts";

const PAGE = 50;

/** Rooms that one may join, by the beginning of their name; page after page. */
export const useRoomFinder = () => {
  const chat = useChat();
  const later = shallowRef<readonly Room[]>([]);
  const moreProblem = ref<string>();
  /** Where the list goes on; its signal is aborted when something else is asked for. */
  const next = shallowRef<{
    readonly cursor: string;
    readonly query: string;
    readonly signal: AbortSignal;
  }>();
  /** The place that is being gone on from: one that was given up holds up no other. */
  const loading = shallowRef<typeof next.value>();

  const ask = async (
    query: string,
    signal: AbortSignal,
    cursor?: string,
  ): Promise<readonly Room[]> => {
    const answer = await chat.rest.call("discoverRooms", {
      query: {
        limit: PAGE,
        // A pasted link is longer than any name.
        ...(query !== "" && { query: query.slice(0, LIMITS.roomName) }),
        ...(cursor !== undefined && { cursor }),
      },
      signal,
    });
    if (!signal.aborted) {
      const { next_cursor } = answer;
      next.value = next_cursor === undefined ? undefined : { cursor: next_cursor, query, signal };
    }
    return answer.rooms;
  };

  const search = useSearch<Room>(async (query, signal) => {
    const rooms = await ask(query, signal);
    if (!signal.aborted) later.value = [];
    return rooms;
  });
  const loadMore = async (): Promise<void> => {
    const from = next.value;
    if (!from || loading.value === from) return;
    loading.value = from;
    moreProblem.value = undefined;
    try {
      const rooms = await ask(from.query, from.signal, from.cursor);
      if (!from.signal.aborted) later.value = [...later.value, ...rooms];
    } catch (error) {
      if (!from.signal.aborted) moreProblem.value = errorText(error);
    } finally {
      if (loading.value === from) loading.value = undefined;
    }
  };

  return {
    query: search.query,
    answered: search.answered,
    problem: search.problem,
    run: search.run,
    rooms: computed(() => [...search.results.value, ...later.value]),
    next,
    loadingMore: computed(() => loading.value !== undefined),
    moreProblem,
    loadMore,
  };
};
