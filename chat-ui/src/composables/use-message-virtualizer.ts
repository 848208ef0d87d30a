import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/vue-virtual";
import { computed, onMounted, onScopeDispose, type Ref, readonly, ref, watch } from "vue";
import { afterPaint } from "../../../ui/logic/after-paint.ts";
import type { Row } from "../logic/rows.ts";

/** Within this many pixels of the end, the list follows what is appended. */
export const END_THRESHOLD = 80;

/** Rows beyond each edge of the view; before the first paint there are hardly any. */
const OVERSCAN = 8;
const FIRST_OVERSCAN = 1;
/** What stands above and below the list, at least. */
const AROUND_LIST = 120;

/** Heights that are remembered of rows outside of the window. */
const KEPT_HEIGHTS = 2_000;

const ESTIMATES: Record<Row["kind"], number> = {
  beginning: 180,
  day: 48,
  unread: 32,
  gap: 52,
  notice: 32,
  message: 62,
};

const estimate = (row: Row | undefined): number =>
  row?.kind === "message" && row.continued ? 26 : ESTIMATES[row?.kind ?? "message"];

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
  /** The row that the view begins with; undefined: it ends with the last. */
  begin: () => number | undefined,
) => {
  /** Counts the virtualizer's own changes, which Vue can't see. */
  const version = ref(0);
  let overscan = FIRST_OVERSCAN;
  /** Of the list, until it is on the page. */
  const height = innerHeight - AROUND_LIST;
  const optionsFor = (list: readonly Row[]) => ({
    count: list.length,
    getScrollElement: () => scroller.value,
    estimateSize: (index: number) => estimate(list[index]),
    getItemKey: (index: number) => list[index]?.key ?? index,
    measureElement: exactHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    // Until the list is on the page: the rows that will be seen are the first ones rendered.
    initialRect: { width: innerWidth, height },
    initialOffset: () => {
      const rowsBefore = list.slice(0, begin());
      const before = rowsBefore.reduce((sum, row) => sum + estimate(row), 0);
      return rowsBefore.length < list.length ? before : Math.max(0, before - height);
    },
    overscan,
    paddingEnd: 8,
    anchorTo: "end" as const,
    followOnAppend: follow(),
    scrollEndThreshold: END_THRESHOLD,
    onChange: () => {
      version.value += 1;
    },
  });

  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>(optionsFor(rows.value));
  const unmount = virtualizer._didMount();

  /** Heights of rows that went long ago are of no use: a busy room would collect them for ever. */
  const forgetHeights = (list: readonly Row[]): void => {
    if (virtualizer.itemSizeCache.size <= list.length + KEPT_HEIGHTS) return;
    const keys = new Set<unknown>(list.map((row) => row.key));
    for (const key of virtualizer.itemSizeCache.keys()) {
      if (!keys.has(key)) virtualizer.itemSizeCache.delete(key);
    }
  };
  watch(rows, (list) => {
    forgetHeights(list);
    virtualizer.setOptions(optionsFor(list));
    version.value += 1;
  });
  watch(rows, () => virtualizer._willUpdate(), { flush: "post" });
  onMounted(async () => {
    virtualizer._willUpdate();
    await afterPaint();
    overscan = OVERSCAN;
    virtualizer.setOptions(optionsFor(rows.value));
    version.value += 1;
  });
  onScopeDispose(unmount);

  /** Something that the virtualizer computes, again whenever it changed. */
  const derived = <T>(read: (v: typeof virtualizer) => T) =>
    computed(() => {
      void version.value;
      return read(virtualizer);
    });

  return {
    virtualizer,
    version: readonly(version),
    derived,
    items: derived((v) => v.getVirtualItems()),
    totalSize: derived((v) => v.getTotalSize()),
  };
};
