import { useDocumentVisibility } from "@vueuse/core";
import { defineStore } from "pinia";
import { computed, readonly, ref, shallowRef, watch } from "vue";
import type { StatsTick } from "../../../src/protocol/stats.ts";
import { useNow } from "../../../ui/composables/use-now.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { ClusterClock } from "../stats/cluster-clock.ts";
import { LiveConnection, type LiveStatus } from "../stats/live-connection.ts";
import { useSession } from "./session.ts";

/** A tick comes every second: numbers that are older than this are no longer those of now. */
const STALE_MS = 4_000;
/** Who looks at another tab for no longer finds everything as it was. */
const HIDDEN_MS = 10_000;

/**
 * The cluster as it is, once a second: one stream for all screens. It goes on while one looks at the past, so that
 * the way back is short; a tab that nobody looks at has none. Over HTTP/1.1 a browser has six connections to a
 * server for all its tabs together, and the seventh dashboard (and the chat) would wait for ever.
 */
export const useLive = defineStore("live", () => {
  const session = useSession();
  const tick = shallowRef<StatsTick>();
  const status = ref<LiveStatus>("off");
  const now = useNow(1_000, () => tick.value !== undefined);
  const clock = new ClusterClock();
  /** How far the cluster's clock is ahead of ours; 0 until it was heard. */
  const aheadMs = ref(0);
  /** Not since when it came: after a pause those of before it come first. */
  const silentMs = computed(() =>
    tick.value ? Math.max(0, now.value + aheadMs.value - tick.value.at) : 0,
  );
  const listeners = new Set<(tick: StatsTick) => void>();

  const connection = new LiveConnection(useAdminApi(), {
    tick: (newest) => {
      clock.hear(newest.at, Date.now());
      aheadMs.value = clock.aheadMs;
      tick.value = newest;
      for (const listener of listeners) listener(newest);
    },
    status: (now) => {
      status.value = now;
    },
    refused: () => void session.readMe().catch(() => undefined),
  });
  const visibility = useDocumentVisibility();
  const seen = ref(visibility.value === "visible");
  let hiding: ReturnType<typeof setTimeout> | undefined;
  watch(visibility, (is) => {
    clearTimeout(hiding);
    if (is === "visible") seen.value = true;
    else {
      hiding = setTimeout(() => {
        seen.value = false;
      }, HIDDEN_MS);
    }
  });
  watch(
    () => seen.value && session.status === "signed-in" && session.me?.role === "admin",
    (on) => (on ? connection.start() : connection.stop()),
    { immediate: true },
  );

  /** Every tick as it comes, for what is drawn without Vue; returns how to stop that. */
  const onTick = (listener: (tick: StatsTick) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    tick: computed(() => tick.value),
    status: readonly(status),
    /** How old the newest tick is. */
    silentMs,
    stale: computed(() => silentMs.value > STALE_MS),
    aheadMs: readonly(aheadMs),
    /** By the cluster's clock, which all moments here are of: ours may be anything. */
    now: () => Date.now() + aheadMs.value,
    onTick,
  };
});
