import { computed, type Ref } from "vue";
import { useNow } from "../../../ui/composables/use-now.ts";
import { useLive } from "../stores/live.ts";

/** The time by which servers judge what is chosen here, renewed every second; by our own clock until theirs is heard. */
export const useClusterNow = (): Readonly<Ref<number>> => {
  const live = useLive();
  const now = useNow(1_000, () => true);
  return computed(() => now.value + live.aheadMs);
};
