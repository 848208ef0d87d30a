/** The look that every menu shares, whichever primitive it is made of. */
export const MENU_PANEL =
  "z-50 min-w-48 rounded-md border border-edge bg-float p-1 shadow-float animate-pop";
export const MENU_ITEM =
  "flex h-8 touch:h-11 w-full items-center gap-2.5 rounded-sm px-2.5 text-small text-ink outline-none select-none data-highlighted:bg-chrome-hover data-disabled:opacity-50";
