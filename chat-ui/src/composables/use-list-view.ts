import { computed, nextTick, type Ref, readonly, ref, watch } from "vue";
import type { Place } from "../logic/kept-place.ts";
import type { Row } from "../logic/rows.ts";
import { END_THRESHOLD, useMessageVirtualizer } from "./use-message-virtualizer.ts";
import { type Align, useRowJumps } from "./use-row-jumps.ts";

/** The end is in view, but for the list's padding: whoever is there has seen what is last. */
const END_SEEN = 10;
/** How far from an end of the window the next page is asked for. */
const LOAD_WITHIN = 1000;
/** For so long after a gesture the view moves because of it. */
const MOVE_MS = 1000;

interface Listed {
  readonly rows: readonly Row[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

interface Tell {
  atEnd(reached: boolean): void;
  /** The last message that is wholly above what is shown. */
  passed(seq: number): void;
  loadOlder(): void;
  loadNewer(): void;
}

interface ListView {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly listed: () => Listed;
  /** The row that the view begins with; undefined: it ends with the last. */
  readonly begin: () => number | undefined;
  readonly tell: Tell;
}

/** What of a list of messages is in view, and how it follows its end. */
export const useListView = ({ scroller, listed, begin, tell }: ListView) => {
  const rows = computed(() => listed().rows);
  const { virtualizer, version, derived, items, totalSize } = useMessageVirtualizer(
    rows,
    scroller,
    () => !listed().hasAfter,
    begin,
  );
  const jumps = useRowJumps({ virtualizer, rows: () => rows.value, scroller });
  /** Undefined until it was looked at once: then it is told whatever it is. */
  const atEnd = ref<boolean>();
  let toldPassed: number | undefined;

  const scrollToEnd = (): void => {
    jumps.giveUp();
    virtualizer.scrollToEnd();
  };
  /**
   * When somebody last moved the view. Only they leave the end: rows that come faster than the list
   * can follow do not.
   */
  let movedAt = Number.NEGATIVE_INFINITY;
  /** Somebody did, be it back to where it was. */
  let isTouched = false;
  const onGesture = (): void => {
    isTouched = true;
    movedAt = performance.now();
    jumps.giveUp();
    // At an end nothing moves: a page that failed to come is asked for again by whoever wants to go on.
    lookAgain();
  };
  const jumpTo = (index: number, align: Align, above = 0): void => {
    movedAt = performance.now();
    jumps.to(index, align, above);
    check();
  };

  const top = (): number => virtualizer.scrollOffset ?? 0;
  const bottom = (): number => top() + (scroller.value?.clientHeight ?? 0);
  const seqOf = (index: number): number | undefined => {
    const row = rows.value[index];
    return row?.kind === "message" ? row.message.seq : undefined;
  };
  const lastPassed = (): number | undefined => {
    const above = items.value.findLast(
      ({ index, end }) => end <= top() && rows.value[index]?.kind === "message",
    );
    return above && seqOf(above.index);
  };
  /** The last row of which something is in view. */
  const lastInView = (): number =>
    items.value.findLast(({ start }) => start < bottom())?.index ?? rows.value.length - 1;
  /** To come back to; undefined at the end, where one comes anyway. */
  const place = (): Place | undefined => {
    if (atEnd.value !== false) return undefined;
    const inView = items.value.flatMap(({ index, start, end }) => {
      const seq = seqOf(index);
      const isSeen = end > top() && start < bottom();
      return seq !== undefined && isSeen ? [{ seq, above: top() - start }] : [];
    });
    const [first] = inView;
    return first && { ...first, last: inView.at(-1)?.seq ?? first.seq };
  };

  let nextLook = 0;
  /** Rows that are as high as it was estimated change nothing when they are drawn. */
  const lookAgain = (): void => {
    cancelAnimationFrame(nextLook);
    nextLook = requestAnimationFrame(check);
  };
  /** False where the view was moved away from the end by nobody, and goes back. */
  const lookForEnd = (below: number, isUnderWay: boolean): boolean => {
    const { hasAfter } = listed();
    const isNear = below <= (atEnd.value ? END_THRESHOLD : END_SEEN);
    // What follows the end is there before its last row is drawn; what comes there, by a jump above all, may be at the
    // end of an estimate.
    const isThere = isNear && (atEnd.value === true || jumps.isDrawn());
    if (isUnderWay || isThere !== isNear) lookAgain();
    const reached = isThere && !isUnderWay && !hasAfter;
    if (atEnd.value && !reached && !hasAfter && performance.now() - movedAt > MOVE_MS) {
      scrollToEnd();
      return false;
    }
    if (reached !== atEnd.value) {
      atEnd.value = reached;
      tell.atEnd(reached);
    }
    return true;
  };
  /** After every change of the list and of the view. */
  const check = (): void => {
    const element = scroller.value;
    const { hasBefore, hasAfter } = listed();
    if (!element || rows.value.length === 0) return;
    const isUnderWay = jumps.isUnderWay();
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (!lookForEnd(below, isUnderWay)) return;
    const passed = isUnderWay ? undefined : lastPassed();
    if (passed !== undefined && passed !== toldPassed) {
      toldPassed = passed;
      tell.passed(passed);
    }
    if (hasBefore && element.scrollTop < LOAD_WITHIN) tell.loadOlder();
    if (hasAfter && below < LOAD_WITHIN) tell.loadNewer();
  };
  watch(version, check, { flush: "post" });
  watch(() => [listed().hasBefore, listed().hasAfter, rows.value.length], check, { flush: "post" });

  // What one writes oneself is always shown.
  watch(
    () => rows.value.at(-1)?.key,
    (key) => {
      const last = rows.value.at(-1);
      if (key !== undefined && last?.kind === "message" && last.delivery)
        void nextTick(scrollToEnd);
    },
  );
  // A row that grows at the end takes the end with it, the list's own padding included.
  watch(
    totalSize,
    () => {
      if (atEnd.value) scrollToEnd();
    },
    { flush: "post" },
  );
  // A composer that grows, or the keyboard of a phone, must not cover the end.
  let height = 0;
  const onResize = new ResizeObserver(() => {
    const now = scroller.value?.clientHeight ?? 0;
    if (height !== 0 && now !== height && atEnd.value) scrollToEnd();
    height = now;
  });
  watch(scroller, (element, former) => {
    if (former) onResize.unobserve(former);
    if (element) onResize.observe(element);
  });

  return {
    derived,
    items,
    totalSize,
    measure: (element: HTMLElement): void => virtualizer.measureElement(element),
    atEnd: readonly(atEnd),
    scrollToEnd,
    jumpTo,
    onGesture,
    isTouched: (): boolean => isTouched,
    lastInView,
    place,
  };
};
