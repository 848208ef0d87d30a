import { computed, type Ref } from "vue";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";

export interface StaleNumbers {
  /** The moment that they are of, by the cluster's clock. */
  readonly at: number;
  readonly ageMs: number;
}

/** Live numbers that come no more: what stands there is of that moment, and not of now. */
export const useStale = (): Readonly<Ref<StaleNumbers | undefined>> => {
  const live = useLive();
  const time = useTime();
  return computed(() =>
    time.isLive && live.stale && live.tick ? { at: live.tick.at, ageMs: live.silentMs } : undefined,
  );
};
