import { onScopeDispose } from "vue";
import { keepFocus } from "../../../ui/logic/keep-focus.ts";
import { LAYERS } from "./use-shortcuts.ts";

/** Where one goes on within a part of the page, the best place first; in a region of its own any place at all. */
const PLACES = ["[data-landing]", "textarea", "[aria-current='page']"];

/** When what has the focus goes from the page, the keyboard is where that stood, and not nowhere. */
export const useKeptFocus = (): void => {
  const { stop } = keepFocus({
    layers: LAYERS,
    within: (part) => (part.matches("[data-region]") ? [...PLACES, "*"] : PLACES),
  });
  onScopeDispose(stop);
};
