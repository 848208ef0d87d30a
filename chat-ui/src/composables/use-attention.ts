import { useEventListener } from "@vueuse/core";
import { type Ref, readonly, ref } from "vue";

const looking = (): boolean => document.visibilityState === "visible" && document.hasFocus();

/** Whether somebody looks at this window: nothing is read in a hidden tab or behind another window. */
export const useAttention = (): Readonly<Ref<boolean>> => {
  const attention = ref(looking());
  const update = (): void => {
    attention.value = looking();
  };
  useEventListener(document, "visibilitychange", update);
  useEventListener(window, "focus", update);
  useEventListener(window, "blur", update);
  return readonly(attention);
};
