import { onScopeDispose, watch } from "vue";

/** How each thing that lies over the page is closed, the last opened last. */
const layers: (() => void)[] = [];

/** Something lies over the page while `isOpen`; Back closes it before it leaves the page. */
export const useLayer = (isOpen: () => boolean, close: () => void): void => {
  // Each its own, though two may share what closes them.
  const layer = (): void => close();
  const remove = (): void => {
    const at = layers.indexOf(layer);
    if (at !== -1) layers.splice(at, 1);
  };
  watch(
    isOpen,
    (open) => {
      if (open) layers.push(layer);
      else remove();
    },
    { immediate: true, flush: "sync" },
  );
  onScopeDispose(remove);
};

export const isLayerOpen = (): boolean => layers.length > 0;

/** Closes what lies on top. */
export const closeTopLayer = (): void => layers.at(-1)?.();
