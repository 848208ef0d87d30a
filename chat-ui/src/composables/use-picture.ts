import { computed, onScopeDispose, watch } from "vue";
import type { ShownFile } from "../logic/files.ts";
import { useLoadedFiles } from "../stores/loaded-files.ts";
import { useObjectUrl } from "./use-object-url.ts";

/** What shows a picture: fetched only while it is wanted, unless its bytes are here already. */
export const usePicture = (file: () => ShownFile, wanted: () => boolean) => {
  const loaded = useLoadedFiles();
  const local = useObjectUrl(() => file().local);
  let held: string | undefined;
  const release = (): void => {
    if (held !== undefined) loaded.release(held);
    held = undefined;
  };
  watch(
    () => (wanted() && !file().local ? file().id : undefined),
    (id) => {
      if (id === held) return;
      const former = held;
      held = id;
      // First the new one: what is held twice is not dropped between.
      if (id !== undefined) loaded.hold(id);
      if (former !== undefined) loaded.release(former);
    },
    { immediate: true },
  );
  onScopeDispose(release);

  const state = computed(() => loaded.get(file().id));
  const url = computed(() => {
    if (local.value !== undefined) return local.value;
    return state.value?.state === "ready" ? state.value.url : undefined;
  });
  const failed = computed(() => !file().local && state.value?.state === "failed");
  return { url, failed, retry: () => loaded.retry(file().id) };
};
