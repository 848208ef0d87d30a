const now = document.activeElement;
let last = now instanceof HTMLElement ? now : undefined;

// A menu closes as what it opens comes: whose focus that was is remembered from before.
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && target.closest("[role=menu]") === null) last = target;
});

/** What had the focus last, menus apart: where it goes back to. */
export const lastFocus = (): HTMLElement | undefined => last;
