/** What bench/ui/main.ts can be asked for; apart, since what runs in a browser is typed for one. */
export const UI_MEASURES = [
  "firstLoad",
  "interactions",
  "scrolling",
  "flood",
  "switching",
  "idle",
] as const;
export type UiMeasure = (typeof UI_MEASURES)[number];
