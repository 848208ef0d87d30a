import { defineStore } from "pinia";
import { computed, readonly, ref, shallowRef, watch } from "vue";
import type { StatsTick } from "../../../src/protocol/stats.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { LiveConnection, type LiveStatus } from "../stats/live-connection.ts";
import { useSession } from "./session.ts";

/**
 * The cluster as it is, once a second: one stream for all screens. It goes on while one looks at the past, so that
 * the way back is short.
 */
export const useLive = defineStore("live", () => {
  const session = useSession();
  const tick = shallowRef<StatsTick>();
  const status = ref<LiveStatus>("off");
  /** By our own clock. */
  const heardAt = ref<number>();
  const listeners = new Set<(tick: StatsTick) => void>();

  const connection = new LiveConnection(useAdminApi(), {
    tick: (now) => {
      tick.value = now;
      heardAt.value = Date.now();
      for (const listener of listeners) listener(now);
    },
    status: (now) => {
      status.value = now;
    },
  });
  watch(
    () => session.status === "signed-in" && session.me?.role === "admin",
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
    heardAt: readonly(heardAt),
    onTick,
  };
});
