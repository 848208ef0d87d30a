/** How far back it is remembered: what a dialog was opened from may be gone with what it stood in. */
const REMEMBERED = 4;

const now = document.activeElement;
let trail: readonly HTMLElement[] = now instanceof HTMLElement ? [now] : [];

// A menu closes as what it opens comes: whose focus that was is remembered from before.
document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement) || target.closest("[role=menu]") !== null) return;
  trail = [target, ...trail.filter((element) => element !== target)].slice(0, REMEMBERED);
});

/** What had the focus, menus apart, the last first: where it goes back to is the first that is still there. */
export const lastFocused = (): readonly HTMLElement[] => trail;
