import type { Goal, Scenario } from "./scenarios.ts";

const atMost = (value: number): Record<"node" | "bun" | "deno" | "cluster", Goal> => {
  const goal = { of: "value", atMost: value } as const;
  return { node: goal, bun: goal, deno: goal, cluster: goal };
};

const figures = [
  { key: "samplingPercent", label: "statistics alone, % of a core", digits: 2 },
  { key: "streamingPercent", label: "one dashboard more, % of a core", digits: 2 },
  { key: "bothPercent", label: "both, % of a core", digits: 2, goal: atMost(1) },
  {
    key: "nineMorePercent",
    label: "nine dashboards more, % of a core",
    digits: 2,
    goal: atMost(1),
  },
  { key: "idlePercent", label: "the idle server as a whole, % of a core", digits: 2 },
] as const;

const load = { name: "watch", phaseMs: 15_000 } as const;

/** What it costs servers that they are watched. */
export const ADMIN_SCENARIOS: readonly Scenario[] = [
  {
    name: "watched",
    group: "watch",
    title: "An idle server, watched by nobody, by one dashboard and by ten",
    load,
    peer: false,
    limits: true,
    figures,
  },
  {
    name: "a watched cluster",
    group: "watch",
    title: "The same, of the Node server of three on MongoDB and Redis",
    load,
    peer: false,
    targets: ["cluster"],
    figures,
  },
];
