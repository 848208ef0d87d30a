import type { Figure, Goal } from "./scenarios.ts";
import type { UiMeasure } from "./ui/measures.ts";

/** What a browser measures of a UI. */
export interface UiScenario {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly measure: UiMeasure;
  /** It takes long: its figures are of one run, however many are asked for. */
  readonly once?: boolean;
}

const atMost = (value: number): { readonly chromium: Goal } => ({
  chromium: { of: "value", atMost: value },
});

export const UI_SCENARIOS: readonly UiScenario[] = [
  {
    name: "first load",
    group: "load",
    title: "A room's address in a browser that has nothing of the app, at 4 × CPU throttling",
    measure: "firstLoad",
    figures: [
      { key: "scriptKilobytes", label: "script, KB gzip", digits: 1, goal: atMost(150) },
      { key: "withLateKilobytes", label: "with what is lazy in the room, KB gzip", digits: 1 },
      { key: "styleKilobytes", label: "style, KB gzip", digits: 1, goal: atMost(20) },
      { key: "paintMs", label: "largest paint ms", digits: 0, goal: atMost(1_200) },
    ],
  },
  {
    name: "interactions",
    group: "interactions",
    title:
      "Typing, sending, changing rooms, menu, emoji and switcher, three times, at 4 × CPU throttling",
    measure: "interactions",
    figures: [
      { key: "inpMs", label: "interaction to next paint, ms", digits: 0, goal: atMost(100) },
      { key: "slowestMs", label: "the slowest of all, ms", digits: 0 },
      { key: "slowOnes", label: "events over 16 ms", digits: 0 },
    ],
  },
  {
    name: "scrolling",
    group: "list",
    title: "60,000 pixels up in a room of 20,000 messages",
    measure: "scrolling",
    figures: [
      { key: "rows", label: "rows in the DOM at most", digits: 0, goal: atMost(200) },
      { key: "frameP95Ms", label: "p95 frame ms", digits: 1, goal: atMost(33) },
    ],
  },
  {
    name: "flood",
    group: "flood",
    title: "500 messages/s arrive in the open room for 30 s",
    measure: "flood",
    figures: [
      { key: "longestTaskMs", label: "longest task ms", digits: 0, goal: atMost(100) },
      { key: "heapGrowthMegabytes", label: "heap growth after it, MB", digits: 1, goal: atMost(5) },
      { key: "rows", label: "rows in the DOM at most", digits: 0, goal: atMost(200) },
      { key: "perSecond", label: "messages/s that came", digits: 0 },
      { key: "longTasks", label: "tasks over 50 ms", digits: 0 },
      { key: "frameP95Ms", label: "p95 frame ms", digits: 1 },
      { key: "lateMs", label: "ms until the last is shown", digits: 0 },
    ],
  },
  {
    name: "switching rooms",
    group: "switch",
    title: "Ten rooms of 200 messages, each opened four times: from the press to the paint",
    measure: "switching",
    figures: [
      { key: "knownP95Ms", label: "p95 ms, seen before", digits: 0, goal: atMost(80) },
      { key: "knownP50Ms", label: "p50 ms, seen before", digits: 0 },
      { key: "firstP95Ms", label: "p95 ms, first time", digits: 0 },
    ],
  },
  {
    name: "a day idle",
    group: "idle",
    title: "A room is open: 20 s by the real clock, then a day by the page's",
    measure: "idle",
    figures: [
      { key: "frames", label: "frames drawn in 20 s", digits: 0, goal: atMost(0) },
      { key: "heapGrowthMegabytes", label: "heap growth in a day, MB", digits: 1, goal: atMost(1) },
    ],
  },
];
