import { useMediaQuery } from "@vueuse/core";
import type { Ref } from "vue";

/** Three panes beside each other; the same width as the pane-3 variant of the styles. */
export const useThreePanes = (): Readonly<Ref<boolean>> => useMediaQuery("(width >= 1280px)");

/** The list beside the conversation; the same width as the pane-2 variant of the styles. */
export const useTwoPanes = (): Readonly<Ref<boolean>> => useMediaQuery("(width >= 600px)");

/** Fingers alone: an on-screen keyboard, which has no Shift+Enter. */
export const useFingersAlone = (): Readonly<Ref<boolean>> =>
  useMediaQuery("(pointer: coarse) and (not (any-pointer: fine))");
