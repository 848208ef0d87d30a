import { afterPaint } from "./after-paint.ts";

const FOCUSABLE = ":is(a[href], button, input, select, textarea, [tabindex]):not(:disabled)";

export interface FocusPlaces {
  /** Selector of what lies over the page while it is open: where the focus is then is its own affair. */
  readonly layers: string;
  /** Selectors of where one goes on within a part of the page, the best first. Only what takes the focus is a place. */
  readonly within: (part: Element) => readonly string[];
  /** Where one goes on when nothing is left around, and when another screen comes. */
  readonly beginning?: () => HTMLElement | null;
}

export interface FocusKeeper {
  /** Another screen comes: unless something on it has the focus, the keyboard is at its beginning. */
  readonly begin: () => void;
  readonly stop: () => void;
}

const takesFocus = (element: HTMLElement): boolean =>
  element.isConnected &&
  element.matches(FOCUSABLE) &&
  element.closest("[inert]") === null &&
  element.checkVisibility({ visibilityProperty: true });

/** Where fingers alone write, the keyboard comes up over what is read. */
const callsKeyboard = (element: HTMLElement): boolean =>
  element.matches("input, textarea") && !matchMedia("(pointer: fine)").matches;

const isPlace = (element: HTMLElement): boolean => takesFocus(element) && !callsKeyboard(element);

/** What is disabled keeps the focus for a while, in some browsers for good, and no key does anything there. */
const isNowhere = (): boolean => {
  const now = document.activeElement;
  return now === null || now === document.body || now.matches(":disabled");
};

const withAncestors = (element: HTMLElement): HTMLElement[] => {
  const path: HTMLElement[] = [];
  for (let part: HTMLElement | null = element; part; part = part.parentElement) path.push(part);
  return path;
};

/**
 * When what has the focus goes from the page or can no longer be pressed, as a button that is done with, the keyboard
 * is nowhere. From now on it is then where that stood: in the row, in the part of the page, in what came instead.
 */
export const keepFocus = ({ layers, within, beginning }: FocusPlaces): FocusKeeper => {
  /** What has the focus, or had it; nothing once somebody clicked beside everything. */
  let last: HTMLElement | undefined;
  /** The last one that was not in something which lay over the page, and all that it stood in. */
  let path: readonly HTMLElement[] = [];
  /** around: what had the focus went from where it was, perhaps only to another place · beginning: another screen comes. */
  let owed: "around" | "beginning" | undefined;
  let isAsked = false;
  const stopped = new AbortController();
  const { signal } = stopped;

  const isCovered = (): boolean => document.querySelector(layers) !== null;
  const placeIn = (part: HTMLElement): HTMLElement | undefined => {
    if (isPlace(part)) return part;
    return within(part)
      .map((place) => Array.from(part.querySelectorAll<HTMLElement>(place)).find(isPlace))
      .find((found) => found !== undefined);
  };
  const nearest = (): HTMLElement | null => {
    const first = beginning?.() ?? null;
    for (const part of path) {
      if (first && part.contains(first)) break;
      const place = part.isConnected ? placeIn(part) : undefined;
      if (place) return place;
    }
    return first;
  };
  const land = async (): Promise<void> => {
    if (isAsked) return;
    isAsked = true;
    // Whoever knows better, as a dialog that gives the focus back, comes first.
    await afterPaint();
    const now = document.activeElement;
    if (!signal.aborted && now instanceof HTMLElement && now.matches(":disabled") && !isCovered()) {
      owed ??= "around";
      now.blur();
      // What holds still while the focus is in it, as a table does with its rows, is then as it will be.
      await afterPaint();
    }
    isAsked = false;
    if (signal.aborted) return;
    if (!isNowhere()) owed = undefined;
    else if (isCovered()) return;
    else if (owed === "beginning") beginning?.()?.focus({ preventScroll: true });
    else if (owed === "around" || (last !== undefined && !takesFocus(last))) {
      nearest()?.focus({ preventScroll: true });
    } else {
      // It was left on purpose, or never was anywhere.
      last = undefined;
    }
  };

  document.addEventListener(
    "focusin",
    ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      last = target;
      owed = undefined;
      if (target.closest(layers) === null) path = withAncestors(target);
    },
    { signal },
  );
  // Some browsers tell of it when what has the focus is disabled or hidden, and not all when it is removed.
  document.addEventListener("focusout", ({ relatedTarget }) => relatedTarget ?? void land(), {
    signal,
  });
  const observer = new MutationObserver((changes) => {
    if (!isNowhere()) return;
    const hasLast = (node: Node): boolean => last !== undefined && node.contains(last);
    const isGone = changes.some(({ removedNodes }) => Array.from(removedNodes).some(hasLast));
    if (isGone) owed ??= "around";
    // What comes instead may have to be loaded first.
    if (owed !== undefined || last !== undefined) void land();
  });
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled"],
  });
  return {
    begin: () => {
      owed = "beginning";
      void land();
    },
    stop: () => {
      stopped.abort();
      observer.disconnect();
    },
  };
};
