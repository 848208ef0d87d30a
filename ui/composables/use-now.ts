import { onScopeDispose, type Ref, ref, watch } from "vue";

/** The time, renewed every `ms` while `active`; otherwise the page draws nothing by itself. */
export const useNow = (ms: number, active: (now: number) => boolean): Readonly<Ref<number>> => {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  watch(
    () => active(now.value),
    (on) => {
      stop();
      now.value = Date.now();
      if (!on) return;
      timer = setInterval(() => {
        now.value = Date.now();
      }, ms);
    },
    { immediate: true },
  );
  onScopeDispose(stop);
  return now;
};
