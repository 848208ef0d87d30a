import { onScopeDispose, watch } from "vue";
import { useRoute } from "vue-router";
import { keepFocus } from "../../../ui/logic/keep-focus.ts";
import { LAYERS } from "./use-shortcuts.ts";

/**
 * What had the focus goes, or can no longer be pressed: a row that was lifted, a button whose work is done, a whole
 * screen. Then the focus goes to what is left around it, and not to nowhere.
 */
export const useKeptFocus = (): void => {
  const route = useRoute();
  const keeper = keepFocus({
    layers: LAYERS,
    within: () => [":not([tabindex='-1'])"],
    beginning: () => document.querySelector("main"),
  });
  // Another screen begins at its beginning, wherever the keys were that led to it; the first one as any page does.
  watch(
    () => [route.name, route.path] as const,
    (_, [before]) => {
      if (before !== undefined) keeper.begin();
    },
  );
  onScopeDispose(keeper.stop);
};
