import { computed, type Ref } from "vue";
import { useLate } from "../../../ui/composables/use-late.ts";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";
import type { Moment } from "./moment.ts";

export interface StaleNumbers {
  /** The moment that they are of, by the cluster's clock. */
  readonly at: number;
  readonly ageMs: number;
}

/**
 * Numbers that are not of the time shown: live ones that come no more, and those of the moment before while the ones
 * of the past are on their way.
 */
export const useStale = (
  moment: Readonly<Ref<Moment | undefined>>,
): Readonly<Ref<StaleNumbers | undefined>> => {
  const live = useLive();
  const time = useTime();
  const other = computed(() => {
    const window = time.window;
    const at = moment.value?.at;
    return window.mode === "past" && at !== window.to ? at : undefined;
  });
  const late = useLate(() => other.value !== undefined);
  return computed(() => {
    if (time.isLive) {
      return live.stale && live.tick ? { at: live.tick.at, ageMs: live.silentMs } : undefined;
    }
    if (!late.value || other.value === undefined) return undefined;
    return { at: other.value, ageMs: Math.max(0, live.now() - other.value) };
  });
};
