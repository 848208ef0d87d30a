import type { InjectionKey } from "vue";

/** How an item closes the menu that it is in. */
export const CLOSE_MENU: InjectionKey<() => void> = Symbol("close the menu");
