import { defineStore } from "pinia";
import { computed, readonly, ref, shallowReadonly, shallowRef } from "vue";
import type { SearchHit } from "../../../src/protocol/entries.ts";
import {
  isTooLong,
  type SearchChip,
  type SearchOperator,
  spansNoDay,
  takeChips,
  termsOf,
  unfinishedOperator,
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
  /** The room that shows a hit and in which nobody has moved since: what it shows was found, not read. */
  const peeking = ref<string>();
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const position = computed(() => (current.value ? hits.value.indexOf(current.value) : -1));
  const unfinished = computed(() => unfinishedOperator(text.value));
  const emptySpan = computed(() => spansNoDay(chips.value));
  const tooLong = computed(() => isTooLong(text.value));

  const forgetHits = (): void => {
    hits.value = [];
    cursor.value = undefined;
    current.value = undefined;
    status.value = "idle";
  };
  const run = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
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

  /** To one room; what was asked there before is still there. */
  const narrowTo = ({ id, name }: { readonly id: string; readonly name: string }): void => {
    const asked = chips.value.find((chip) => chip.kind === "in");
    if (asked?.id !== id) addChip({ kind: "in", id, label: name });
  };
  const show = (): void => {
    shown.value = true;
  };
  const hide = (): void => {
    shown.value = false;
  };
  /** The conversation shows this hit, and one can go on from it. */
  const land = (hit: SearchHit): void => {
    current.value = hit;
    peeking.value = hit.room_id;
  };
  /** Somebody reads on from the hit. */
  const readOn = (): void => {
    peeking.value = undefined;
  };
  const leaveHit = (): void => {
    current.value = undefined;
    readOn();
  };
  const clear = (): void => {
    asking.abort();
    clearTimeout(timer);
    timer = undefined;
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
    if (current.value && gone(current.value)) current.value = undefined;
  };
  chat.on("delete", ({ room_id, target }) =>
    drop((hit) => hit.room_id === room_id && hit.message.seq === target),
  );
  chat.on("room_removed", ({ room_id }) => drop((hit) => hit.room_id === room_id));
  chat.on("room_deleted", ({ room_id }) => drop((hit) => hit.room_id === room_id));
  chat.on("room_left", ({ room_id }) => drop((hit) => hit.room_id === room_id));

  return {
    shown: readonly(shown),
    chips: shallowReadonly(chips),
    text: readonly(text),
    hits: shallowReadonly(hits),
    hasMore: computed(() => cursor.value !== undefined),
    status: readonly(status),
    failure: shallowReadonly(failure),
    loadingMore: readonly(loadingMore),
    moreFailure: shallowReadonly(moreFailure),
    current: shallowReadonly(current),
    position,
    tooLong,
    unfinished,
    emptySpan,
    run,
    loadMore,
    setText,
    addChip,
    removeChip,
    narrowTo,
    show,
    hide,
    land,
    leaveHit,
    readOn,
    peeking: readonly(peeking),
    clear,
    /** Whether the text was changed since it was asked for. */
    isDue: (): boolean => timer !== undefined,
    step,
  };
});
