import { useEventListener } from "@vueuse/core";
import { keyboardInset } from "../logic/keyboard-inset.ts";

/** Keeps `--keyboard-inset`, by which the page and its dialogs end above an on-screen keyboard. */
export const useKeyboardInset = (): void => {
  const { visualViewport } = window;
  if (!visualViewport) return;
  let shown = 0;
  const update = (): void => {
    const inset = keyboardInset(innerHeight, visualViewport);
    if (inset === shown) return;
    shown = inset;
    document.documentElement.style.setProperty("--keyboard-inset", `${inset}px`);
    // iOS scrolls the page to what has the focus, though it is in sight now.
    if (inset > 0) scrollTo(0, 0);
  };
  useEventListener(visualViewport, ["resize", "scroll"], update);
};
