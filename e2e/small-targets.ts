import type { Page } from "@playwright/test";

/** What a finger is to hit (UI.md C 10), in CSS pixels. */
const LEAST = 44;

/**
 * What can be pressed on the page and is lower than a fingertip, by name. Links within a text, which are as high as its
 * lines, don't count, nor those in a row of a table, which is pressed as a whole.
 */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const CONTROLS = "button, a[href], input, select, textarea, [role=tab], [role=menuitem]";
    const isMeant = (control: Element): boolean =>
      control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      control.closest("[inert], [aria-hidden=true]") === null &&
      getComputedStyle(control).display !== "inline" &&
      !control.matches("tr.cursor-pointer a");
    /** From its middle up and down to where something else is hit, or to the edge of the page. */
    const isLow = (control: Element): boolean => {
      const target = control.closest("label") ?? control;
      const { left, top, width, height } = target.getBoundingClientRect();
      // Read aloud only, or a pixel that takes the focus.
      if (width <= 2 || height <= 2) return false;
      const [x, y] = [left + width / 2, top + height / 2];
      // A field stands within a frame of a pixel, and layout rounds.
      const reach = least / 2 - 1.5;
      const isMissed = (at: number): boolean => !target.contains(document.elementFromPoint(x, at));
      // What is scrolled away is looked at where it is in sight.
      return !isMissed(y) && (isMissed(y - reach) || isMissed(y + reach));
    };
    const names = [...document.querySelectorAll(CONTROLS)]
      .filter((control) => isMeant(control) && isLow(control))
      .map((control) => control.getAttribute("aria-label") ?? control.textContent?.trim() ?? "");
    return [...new Set(names)];
  }, LEAST);
