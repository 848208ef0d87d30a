import { useEventListener } from "@vueuse/core";
import { isMac } from "../../../ui/logic/key-chord.ts";
import { commandFor, type KeyCommand } from "../logic/keymap.ts";

/** What lies over the page while it is open. */
export const LAYERS = 'dialog[open], [role="dialog"], [role="menu"]';

/**
 * The commands that hold anywhere on the page, but for what a layer or the composer took before. One that answers
 * `false` leaves the keys to the browser.
 */
export const useShortcuts = (
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands have nothing to answer
  run: Partial<Record<KeyCommand, () => boolean | void>>,
): void => {
  useEventListener(document, "keydown", (event) => {
    // A layer that is open has the first word.
    if (event.defaultPrevented || document.querySelector(LAYERS)) return;
    const command = commandFor(event, "global", isMac());
    const action = command && run[command];
    if (action && action() !== false) event.preventDefault();
  });
};
