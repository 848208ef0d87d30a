import { onScopeDispose, type Ref, readonly, ref, watch } from "vue";

/** True once `pending` has held for `ms`: what is quicker is not worth a flicker. */
export const useLate = (pending: () => boolean, ms = 200): Readonly<Ref<boolean>> => {
  const late = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    pending,
    (now) => {
      clearTimeout(timer);
      late.value = false;
      if (now) {
        timer = setTimeout(() => {
          late.value = true;
        }, ms);
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return readonly(late);
};
