import { useEventListener } from "@vueuse/core";
import { isMac } from "../../../ui/logic/key-chord.ts";
import { commandFor, type KeyCommand, LEADER, LEADER_MS, screenFor } from "../logic/keymap.ts";
import type { ScreenName } from "../logic/screens.ts";
import { usePreferences } from "../stores/preferences.ts";

/** What lies over the page while it is open. */
export const LAYERS = '[role="dialog"], [role="menu"]';

const FIELDS =
  "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=slider]";
const PRESSES_ITSELF =
  "button, a, summary, input, [role=menuitem], [role=tab], [role=radio], [role=switch]";
/** The arrows lead from one choice to the next; what else is pressed there is not theirs. */
const CHOICES = "[type=radio], [role=radio], [role=tab]";

/** A field takes what is typed, Space presses what has the focus. */
const isOfTarget = ({ key, target }: KeyboardEvent): boolean => {
  if (!(target instanceof Element)) return false;
  if (target.closest(FIELDS)) return true;
  return (
    (key === " " && target.closest(PRESSES_ITSELF) !== null) ||
    (key.startsWith("Arrow") && target.closest(CHOICES) !== null)
  );
};

/**
 * The commands that hold anywhere on the page, but for what a layer, a field or a table took before. One that
 * answers `false` leaves the keys to the browser.
 */
export const useShortcuts = (
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands have nothing to answer
  run: Readonly<Record<KeyCommand, () => boolean | void>>,
  goTo: (screen: ScreenName) => void,
): void => {
  const preferences = usePreferences();
  let leaderAt = Number.NEGATIVE_INFINITY;

  const afterLeader = (event: KeyboardEvent): boolean => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (!plain || !preferences.letterKeys) return false;
    if (event.timeStamp - leaderAt < LEADER_MS) {
      leaderAt = Number.NEGATIVE_INFINITY;
      const screen = screenFor(event);
      if (screen) goTo(screen);
      return screen !== undefined;
    }
    if (event.key.toLowerCase() === LEADER) leaderAt = event.timeStamp;
    return false;
  };

  useEventListener(document, "keydown", (event) => {
    // A layer that is open has the first word.
    if (event.defaultPrevented || document.querySelector(LAYERS) || isOfTarget(event)) return;
    if (afterLeader(event)) {
      event.preventDefault();
      return;
    }
    const command = commandFor(event, isMac());
    // Keys without Ctrl can be turned off.
    if (
      command === undefined ||
      (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !preferences.letterKeys)
    )
      return;
    if (run[command]() !== false) event.preventDefault();
  });
};
