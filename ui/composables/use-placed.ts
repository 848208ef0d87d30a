import { useEventListener } from "@vueuse/core";
import { onMounted, type Ref, readonly, ref, watch } from "vue";
import { type Placing, place } from "../logic/place.ts";

export type PlacedBeside = Omit<Placing, "rightToLeft">;

/** The style that keeps a fixed element beside its anchor while it is mounted, whatever scrolls or grows. */
export const usePlaced = (
  element: Readonly<Ref<HTMLElement | null>>,
  anchor: () => Element,
  beside: PlacedBeside,
) => {
  const style = ref({ left: "0px", top: "0px" });
  const update = (): void => {
    if (!element.value) return;
    const { offsetWidth: width, offsetHeight: height } = element.value;
    const { clientWidth, clientHeight } = document.documentElement;
    const rightToLeft = getComputedStyle(anchor()).direction === "rtl";
    const { left, top } = place(
      anchor().getBoundingClientRect(),
      { width, height },
      { width: clientWidth, height: clientHeight },
      { ...beside, rightToLeft },
    );
    style.value = { left: `${left}px`, top: `${top}px` };
  };
  onMounted(update);
  watch(anchor, update, { flush: "post" });
  useEventListener(window, "resize", update);
  // Whatever scrolls: scroll events do not bubble.
  useEventListener(document, "scroll", update, { capture: true, passive: true });

  return { style: readonly(style), update };
};
