import { defineStore } from "pinia";
import { computed, readonly, ref, shallowRef } from "vue";
import type { SearchHit } from "../../../src/protocol/entries.ts";
import {
  isTooLong,
  type SearchChip,
  type SearchOperator,
  takeChips,
  termsOf,
  withChip,
  withoutChip,
} from "../logic/search-query.ts";
import { useChat } from "./chat-port.ts";

/** idle: nothing was asked · searching: asked, and `hits` are of the question before · ready · failed. */
export type SearchStatus = "idle" | "searching" | "ready" | "failed";

const PAUSE_MS = 250;
const PAGE = 30;

/** The search for messages, in one room or in all: what is asked, what was found, and which of it is shown. */
export const useMessageSearch = defineStore("message-search", () => {
  const chat = useChat();
  const shown = ref(false);
  const chips = shallowRef<readonly SearchChip[]>([]);
  const text = ref("");
  const hits = shallowRef<readonly SearchHit[]>([]);
  const cursor = shallowRef<string>();
  const status = ref<SearchStatus>("idle");
  const failure = shallowRef<unknown>();
  const loadingMore = ref(false);
  const moreFailure = shallowRef<unknown>();
  /** The hit that the conversation shows. */
  const current = shallowRef<SearchHit>();
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const position = computed(() => (current.value ? hits.value.indexOf(current.value) : -1));
  const tooLong = computed(() => isTooLong(text.value));

  const forgetHits = (): void => {
    hits.value = [];
    cursor.value = undefined;
    current.value = undefined;
    status.value = "idle";
  };
  const run = async (): Promise<void> => {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    loadingMore.value = false;
    moreFailure.value = undefined;
    const terms = termsOf(chips.value, text.value);
    if (!terms || tooLong.value) return forgetHits();
    status.value = "searching";
    try {
      const found = await chat.search({ ...terms, limit: PAGE, signal });
      if (signal.aborted) return;
      hits.value = found.hits;
      cursor.value = found.next_cursor;
      current.value = undefined;
      status.value = "ready";
    } catch (error) {
      if (signal.aborted) return;
      failure.value = error;
      status.value = "failed";
    }
  };
  const loadMore = async (): Promise<void> => {
    const terms = termsOf(chips.value, text.value);
    if (!terms || cursor.value === undefined || loadingMore.value) return;
    const { signal } = asking;
    loadingMore.value = true;
    moreFailure.value = undefined;
    try {
      const page = await chat.search({ ...terms, limit: PAGE, cursor: cursor.value, signal });
      if (signal.aborted) return;
      hits.value = [...hits.value, ...page.hits];
      cursor.value = page.next_cursor;
    } catch (error) {
      if (!signal.aborted) moreFailure.value = error;
    }
    if (!signal.aborted) loadingMore.value = false;
  };

  const setText = (typed: string): void => {
    const taken = takeChips(typed, chips.value);
    text.value = taken.text;
    chips.value = taken.chips;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), PAUSE_MS);
  };
  const addChip = (chip: SearchChip, rest = text.value): void => {
    chips.value = withChip(chips.value, chip);
    text.value = rest;
    void run();
  };
  const removeChip = (kind: SearchOperator): void => {
    chips.value = withoutChip(chips.value, kind);
    void run();
  };

  /** Opens the search, in the room when one is given; what was asked there before is still there. */
  const show = (room?: { readonly id: string; readonly name: string }): void => {
    shown.value = true;
    const asked = chips.value.find((chip) => chip.kind === "in");
    if (room && asked?.id !== room.id) {
      addChip({ kind: "in", id: room.id, label: room.name });
    }
  };
  const hide = (): void => {
    shown.value = false;
  };
  /** The conversation shows this hit, and one can go on from it. */
  const land = (hit: SearchHit): void => {
    current.value = hit;
  };
  const leaveHit = (): void => {
    current.value = undefined;
  };
  const clear = (): void => {
    asking.abort();
    clearTimeout(timer);
    chips.value = [];
    text.value = "";
    forgetHits();
  };

  /** The hit `by` places further: 1 is older. Loads more at the end of what is known. */
  const step = async (by: 1 | -1): Promise<SearchHit | undefined> => {
    const next = position.value + by;
    if (next >= hits.value.length && cursor.value !== undefined) await loadMore();
    return hits.value[next];
  };

  const drop = (gone: (hit: SearchHit) => boolean): void => {
    if (!hits.value.some(gone)) return;
    hits.value = hits.value.filter((hit) => !gone(hit));
  };
  chat.on("delete", ({ room_id, target }) =>
    drop((hit) => hit.room_id === room_id && hit.message.seq === target),
  );
  chat.on("room_removed", ({ room_id }) => drop((hit) => hit.room_id === room_id));
  chat.on("room_deleted", ({ room_id }) => drop((hit) => hit.room_id === room_id));
  chat.on("room_left", ({ room_id }) => drop((hit) => hit.room_id === room_id));

  return {
    shown: readonly(shown),
    chips: readonly(chips),
    text: readonly(text),
    hits: readonly(hits),
    hasMore: computed(() => cursor.value !== undefined),
    status: readonly(status),
    failure: readonly(failure),
    loadingMore: readonly(loadingMore),
    moreFailure: readonly(moreFailure),
    current: readonly(current),
    position,
    tooLong,
    run,
    loadMore,
    setText,
    addChip,
    removeChip,
    show,
    hide,
    land,
    leaveHit,
    clear,
    step,
  };
});
