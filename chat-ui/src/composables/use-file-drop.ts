import { useEventListener } from "@vueuse/core";
import { type Ref, readonly, ref } from "vue";

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes("Files") ?? false;

/** Files that are dropped onto `target`; `over` while they hang above it. */
export const useFileDrop = (
  target: Readonly<Ref<HTMLElement | null>>,
  drop: (files: File[]) => void,
) => {
  const over = ref(false);
  useEventListener(target, "dragover", (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    over.value = true;
  });
  useEventListener(target, "dragleave", (event: DragEvent) => {
    const to = event.relatedTarget;
    const within = to instanceof Node && target.value?.contains(to);
    if (!within) over.value = false;
  });
  useEventListener(target, "drop", (event: DragEvent) => {
    over.value = false;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop([...(event.dataTransfer?.files ?? [])]);
  });
  return { over: readonly(over) };
};

/** A file that is dropped anywhere else must not replace the page by itself, which is the browser's custom. */
export const useDropGuard = (): void => {
  useEventListener(window, "dragover", (event) => {
    if (event.defaultPrevented || !carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
  });
  useEventListener(window, "drop", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
};
