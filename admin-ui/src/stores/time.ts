import { defineStore } from "pinia";
import { computed, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { useUrlChanges } from "../composables/use-url-query.ts";
import {
  between,
  isForgotten,
  isToCome,
  pausedAt,
  queryOf,
  type RangeName,
  shifted,
  type TimeWindow,
  windowOf,
} from "../logic/time-window.ts";
import { useLive } from "./live.ts";

/**
 * The time that all screens show: live, or a moment of the last 24 h. It lives in the address alone, so that a
 * reload and another admin see the same.
 */
export const useTime = defineStore("time", () => {
  const route = useRoute();
  const router = useRouter();
  const changeUrl = useUrlChanges();
  const live = useLive();

  const window = computed((): TimeWindow => windowOf(route.query));
  const isLive = computed(() => window.value.mode === "live");
  const forgotten = computed(() => isForgotten(window.value, live.now()));

  const show = (next: TimeWindow): void => changeUrl(queryOf(next));
  const pause = (): void => {
    if (window.value.mode === "live") show(pausedAt(live.now(), window.value.range));
  };
  const goLive = (): void => {
    if (window.value.mode !== "live") {
      show({ mode: "live", range: window.value.range ?? "15m" });
    }
  };
  // Once the cluster has said what time it is.
  const toCome = computed(() => live.tick !== undefined && isToCome(window.value, live.now()));
  watch(toCome, (is) => is && goLive(), { immediate: true });
  const toggle = (): void => (isLive.value ? pause() : goLive());
  const shift = (ms: number): void => show(shifted(window.value, ms, live.now()));
  const chooseRange = (range: RangeName): void => {
    const now = window.value;
    show(now.mode === "live" ? { mode: "live", range } : pausedAt(now.to, range));
  };
  /** What was drawn on a chart; the browser's Back takes it back. */
  const select = (from: number, to: number): void => {
    const set = Object.entries(queryOf(between(from, to, live.now())));
    const query = { ...route.query, ...Object.fromEntries(set) };
    void router.push({ query });
  };

  return { window, isLive, forgotten, pause, goLive, toggle, shift, chooseRange, select };
});
