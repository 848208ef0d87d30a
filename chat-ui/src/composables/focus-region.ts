const TABBABLE =
  ":is(a[href], button, input, textarea, [tabindex='0']):not([tabindex='-1'], :disabled)";
/** Where one wants to be in a region: at the open room, in the text, else at its beginning. */
const FAVOURITES = ["[aria-current='page']", "textarea", TABBABLE];

const isShown = (element: HTMLElement): boolean =>
  element.checkVisibility({ visibilityProperty: true });

const focusIn = (region: HTMLElement): boolean => {
  const inside = FAVOURITES.map((wanted) =>
    Array.from(region.querySelectorAll<HTMLElement>(wanted)).find(isShown),
  );
  const target = region.matches(TABBABLE) ? region : inside.find((one) => one !== undefined);
  target?.focus();
  return target !== undefined;
};

/** From the part of the page that has the focus to the one after or before it: those marked with `data-region`. */
export const focusRegion = (step: 1 | -1): void => {
  const regions = Array.from(document.querySelectorAll<HTMLElement>("[data-region]")).filter(
    isShown,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  // From nowhere, forward leads to the first and back to the last.
  const from = at === -1 && step === -1 ? 0 : at;
  for (let i = 1; i <= regions.length; i++) {
    const region = regions.at((from + step * i) % regions.length);
    if (region && focusIn(region)) return;
  }
};
