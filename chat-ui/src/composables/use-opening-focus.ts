import { onMounted } from "vue";
import { afterPaint } from "../../../ui/logic/after-paint.ts";
import { LAYERS } from "./use-shortcuts.ts";

const TEXT_FIELD = "input, textarea, [contenteditable]";

/**
 * Whoever opens a room can write at once. Not where the keyboard would come up over what is read, and not while
 * somebody writes elsewhere.
 */
export const useOpeningFocus = (focus: () => void): void => {
  const mayTake = (): boolean =>
    document.querySelector(LAYERS) === null && !document.activeElement?.matches(TEXT_FIELD);
  onMounted(async () => {
    if (!matchMedia("(pointer: fine)").matches) return;
    // With all that the turn changed in its place: at once it would be laid out twice.
    await new Promise(requestAnimationFrame);
    if (mayTake()) focus();
    // The dialog in which the room was chosen may be about to go, and to give the focus back to what opened it.
    await afterPaint();
    if (mayTake()) focus();
  });
};
