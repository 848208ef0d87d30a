import { onScopeDispose, type Ref, readonly, ref, watch } from "vue";

/** A URL of bytes that are here already, revoked when they are no longer shown. */
export const useObjectUrl = (blob: () => Blob | undefined): Readonly<Ref<string | undefined>> => {
  const url = ref<string>();
  const revoke = (): void => {
    if (url.value !== undefined) URL.revokeObjectURL(url.value);
    url.value = undefined;
  };
  watch(
    blob,
    (now) => {
      revoke();
      if (now) url.value = URL.createObjectURL(now);
    },
    { immediate: true },
  );
  onScopeDispose(revoke);
  return readonly(url);
};
