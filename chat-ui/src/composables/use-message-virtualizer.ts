import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/vue-virtual";
import { computed, onMounted, onScopeDispose, type Ref, shallowRef, triggerRef, watch } from "vue";
import type { Row } from "../logic/rows.ts";

/** Within this many pixels of the end, the list follows what is appended. */
export const END_THRESHOLD = 80;

const ESTIMATES: Record<Row["kind"], number> = {
  beginning: 180,
  day: 48,
  unread: 32,
  notice: 32,
  message: 62,
};

// The library rounds; with whole-pixel line heights only zoom makes fractions, and thousands of
// rounded rows would drift apart from what is on the screen.
const exactHeight = (element: HTMLElement, entry: ResizeObserverEntry | undefined): number =>
  entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height;

/**
 * The virtualizer of a conversation: anchored at the end, stable when older rows come before it.
 * Bound by hand, because useVirtualizer moves the scroll position before Vue has rendered the new
 * height, and the browser then cuts the position off; here that happens after the render.
 */
export const useMessageVirtualizer = (
  rows: Readonly<Ref<readonly Row[]>>,
  scroller: Readonly<Ref<HTMLElement | null>>,
  follow: () => boolean,
) => {
  const optionsFor = (list: readonly Row[]) => ({
    count: list.length,
    getScrollElement: () => scroller.value,
    estimateSize: (index: number) => {
      const row = list[index];
      return row?.kind === "message" && row.continued ? 26 : ESTIMATES[row?.kind ?? "message"];
    },
    getItemKey: (index: number) => list[index]?.key ?? index,
    measureElement: exactHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    overscan: 8,
    paddingEnd: 8,
    anchorTo: "end" as const,
    followOnAppend: follow(),
    scrollEndThreshold: END_THRESHOLD,
    onChange: () => triggerRef(instance),
  });

  const instance = shallowRef<Virtualizer<HTMLElement, HTMLElement>>(
    undefined as unknown as Virtualizer<HTMLElement, HTMLElement>,
  );
  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>(optionsFor(rows.value));
  instance.value = virtualizer;
  const unmount = virtualizer._didMount();

  watch(rows, (list) => {
    virtualizer.setOptions(optionsFor(list));
    triggerRef(instance);
  });
  watch(rows, () => virtualizer._willUpdate(), { flush: "post" });
  onMounted(() => virtualizer._willUpdate());
  onScopeDispose(unmount);

  const items = computed(() => instance.value.getVirtualItems());
  const totalSize = computed(() => instance.value.getTotalSize());

  return { virtualizer, instance, items, totalSize };
};
