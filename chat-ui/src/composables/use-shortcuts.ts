import { useEventListener } from "@vueuse/core";
import { commandFor, type KeyCommand } from "../logic/keymap.ts";
import { isMac } from "./use-media.ts";

/** The commands that hold anywhere on the page, but for what a layer or the composer took before. */
export const useShortcuts = (run: Partial<Record<KeyCommand, () => void>>): void => {
  useEventListener(document, "keydown", (event) => {
    // A layer that is open has the first word.
    if (event.defaultPrevented || document.querySelector('[role="dialog"], [role="menu"]')) return;
    const command = commandFor(event, "global", isMac());
    const action = command && run[command];
    if (!action) return;
    event.preventDefault();
    action();
  });
};
