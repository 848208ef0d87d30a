/** What bench/ui/main.ts can be asked for; apart, since what runs in a browser is typed for one. */
export type UiMeasure =
  | "firstLoad"
  | "interactions"
  | "scrolling"
  | "flood"
  | "switching"
  | "idle"
  | "dashboard";

/** Its one argument, as JSON. */
export interface UiJob {
  readonly measure: UiMeasure;
  /** How long the dashboard is watched. */
  readonly watchMs: number;
}

/** Its answer, as JSON: figures of the browser, and of the servers where they are of interest. */
export interface UiResult {
  readonly chromium: Readonly<Record<string, number>>;
  readonly cluster?: Readonly<Record<string, number>>;
}
