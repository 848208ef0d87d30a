import type { Virtualizer } from "@tanstack/vue-virtual";
import type { Ref } from "vue";
import type { Row } from "../logic/rows.ts";

/** For so long the virtualizer itself tries to get where it was sent. */
const UNDER_WAY_MS = 5_000;
const STALLED_MS = 100;
/** For so long after its landing the row is held in its place: rows around it are drawn, and get their true heights. */
const SETTLE_MS = 300;
/** Browsers round where a view is scrolled to, and so does the virtualizer. */
const ROUNDING_PX = 2;

export type Align = "start" | "center" | "auto";

interface Jump {
  readonly key: string;
  /** Where the row was when the virtualizer was sent there. */
  index: number;
  readonly align: Align;
  /** Pixels of the row that are left above the view. */
  readonly above: number;
  readonly begunAt: number;
  /** Where the view was seen last, and when it came there. */
  top: number;
  movedAt: number;
  /** When the row was last put where it belongs; undefined on the way there. */
  landedAt?: number;
}

interface JumpingList {
  readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly rows: () => readonly Row[];
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
}

/**
 * Jumps to rows. Of those that were never drawn the heights are estimated, so that on the way the view may be anywhere,
 * at the end too, for a moment that nobody sees.
 */
export const useRowJumps = ({ virtualizer, rows, scroller }: JumpingList) => {
  let jump: Jump | undefined;

  const to = (index: number, align: Align, above = 0): void => {
    const key = rows()[index]?.key;
    if (key === undefined) return;
    const now = performance.now();
    const top = scroller.value?.scrollTop ?? 0;
    jump = { key, index, align, above, begunAt: now, top, movedAt: now };
    virtualizer.scrollToIndex(index, { align });
  };
  /** Somebody goes somewhere else instead. */
  const giveUp = (): void => {
    jump = undefined;
  };

  /** Whether every row in view is drawn: what is not may be of any height. */
  const isDrawn = (): boolean => {
    const element = scroller.value;
    if (!element) return false;
    const top = element.scrollTop;
    const first = virtualizer.getVirtualItemForOffset(top)?.index ?? 0;
    const last = virtualizer.getVirtualItemForOffset(top + element.clientHeight)?.index ?? -1;
    const inView = rows().slice(first, last + 1);
    return inView.length > 0 && inView.every(({ key }) => virtualizer.elementsCache.has(key));
  };

  /** Where the view is when the row is in its place. */
  const targetOf = ({ index, align, above }: Jump): number | undefined => {
    const [target] = virtualizer.getOffsetForIndex(index, align) ?? [];
    const element = scroller.value;
    if (target === undefined || !element) return undefined;
    return Math.min(target + above, element.scrollHeight - element.clientHeight);
  };
  const hasLanded = ({ index, align }: Jump): boolean => {
    const [target] = virtualizer.getOffsetForIndex(index, align) ?? [];
    const element = scroller.value;
    if (target === undefined || !element) return true;
    const at = element.scrollTop;
    // The virtualizer hears of a scroll in the frame after; where there is nothing to scroll, never.
    const most = element.scrollHeight - element.clientHeight;
    const heard = Math.min(virtualizer.scrollOffset ?? 0, most);
    const isKnown = Math.abs(heard - at) <= ROUNDING_PX;
    return isKnown && Math.abs(target - at) <= ROUNDING_PX && isDrawn();
  };
  /** A page that comes in between may hold the view where it is. */
  const goOn = (on: Jump): void => {
    const now = performance.now();
    const top = scroller.value?.scrollTop ?? 0;
    if (top === on.top && now - on.movedAt < STALLED_MS) return;
    if (top === on.top) virtualizer.scrollToIndex(on.index, { align: on.align });
    on.top = top;
    on.movedAt = now;
  };
  /** The virtualizer takes no account of rows that are measured before it has heard of its own last scroll. */
  const hold = (held: Jump, landedAt: number): void => {
    const now = performance.now();
    if (now - landedAt > SETTLE_MS) {
      jump = undefined;
      return;
    }
    const target = targetOf(held);
    const element = scroller.value;
    if (target === undefined || !element) return;
    if (Math.abs(target - element.scrollTop) <= ROUNDING_PX) return;
    held.landedAt = now;
    virtualizer.scrollToOffset(target);
  };
  /** Whether what is in view is only passed on the way; looks whether it is over, when the view has changed. */
  const isUnderWay = (): boolean => {
    if (!jump) return false;
    const { key, landedAt } = jump;
    const index = rows().findIndex((row) => row.key === key);
    if (index === -1 || performance.now() - jump.begunAt > UNDER_WAY_MS) {
      jump = undefined;
      return false;
    }
    const isMoved = index !== jump.index;
    jump.index = index;
    if (landedAt !== undefined) {
      hold(jump, landedAt);
      return false;
    }
    // A page that came before it moved it: the virtualizer counts rows.
    if (isMoved) virtualizer.scrollToIndex(index, { align: jump.align });
    if (!hasLanded(jump)) {
      goOn(jump);
      return true;
    }
    jump.landedAt = performance.now();
    // Also where it is there: for some frames more the virtualizer would go after the row's index, which is another
    // row's as soon as a page comes before it. A place it takes along.
    const target = targetOf(jump);
    if (target !== undefined) virtualizer.scrollToOffset(target);
    return false;
  };

  return { to, giveUp, isUnderWay, isDrawn };
};
