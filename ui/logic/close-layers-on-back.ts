import type { Router } from "vue-router";
import { closeTopLayer, isLayerOpen } from "../composables/use-layer.ts";

/**
 * Back, which on a phone is the way out of everything, closes what lies over the page and stays on it. Where the app
 * itself leads, it leads. To be called before the router's first navigation, from which on it listens itself.
 */
export const closeLayersOnBack = (router: Router): void => {
  let isBack = false;
  router.options.history.listen((_to, _from, { direction }) => {
    isBack = direction === "back";
  });
  router.beforeEach(() => {
    const closes = isBack;
    isBack = false;
    if (!closes || !isLayerOpen()) return true;
    // The router goes forward again first: an address that names the layer is then changed where it stands.
    addEventListener("popstate", closeTopLayer, { once: true });
    return false;
  });
};
