import type { PeerName } from "./load/chat.ts";
import type { Goal, Measured, Scenario } from "./scenarios.ts";
import type { UiScenario } from "./ui-scenarios.ts";

const atMost = (value: number): Record<Exclude<Measured, PeerName | "chromium">, Goal> => {
  const goal = { of: "value", atMost: value } as const;
  return { node: goal, bun: goal, deno: goal, cluster: goal };
};
const inBrowser = (value: number): { readonly chromium: Goal } => ({
  chromium: { of: "value", atMost: value },
});
const onCluster = (value: number): { readonly cluster: Goal } => ({
  cluster: { of: "value", atMost: value },
});

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

const enforcement = [
  { key: "confirmedP50Ms", label: "p50 ms until all servers confirmed", digits: 1 },
  {
    key: "confirmedP99Ms",
    label: "p99 ms until all servers confirmed",
    digits: 1,
    goal: onCluster(100),
  },
  {
    key: "unconfirmed",
    label: "bans that a server did not confirm",
    digits: 0,
    goal: onCluster(0),
  },
  { key: "closedP50Ms", label: "p50 ms until the socket was closed", digits: 1 },
  { key: "closedP99Ms", label: "p99 ms until the socket was closed", digits: 1 },
] as const;

const load = { name: "watch", phaseMs: 15_000 } as const;

/** What a crowd does to the dashboard and its servers: everything at once on one machine. */
const crowd: UiScenario = {
  name: "a crowd",
  group: "crowd",
  title:
    "10,000 clients of a Node, a Bun and a Deno server, of which 500 go and come back as others each second; a run of " +
    "everything, once: the list of connections is opened five times either way (medians) and then watched, the " +
    "overview is seen for a minute and hidden for 10 s, and 300 people are banned",
  measure: "dashboard",
  once: true,
  figures: [
    {
      key: "firstRowsMs",
      label: "first rows, ms from the press on Clients",
      digits: 0,
      goal: inBrowser(1_000),
    },
    { key: "firstRowsFromAddressMs", label: "first rows, ms from the address", digits: 0 },
    { key: "watchedSeconds", label: "the list is watched, s", digits: 0 },
    {
      key: "heapGrowthMegabytes",
      label: "heap growth meanwhile, MB",
      digits: 1,
      goal: inBrowser(20),
    },
    {
      key: "longestTaskMs",
      label: "longest task from the press on, ms",
      digits: 0,
      goal: inBrowser(200),
    },
    {
      key: "longestLoadTaskMs",
      label: "longest task of a load of the app, ms",
      digits: 0,
      goal: inBrowser(200),
    },
    {
      key: "chartsPercent",
      label: "main thread with 12 charts, %",
      digits: 1,
      goal: inBrowser(10),
    },
    { key: "redrawsPerSecond", label: "redraws a second, of charts and sparklines", digits: 1 },
    {
      key: "hiddenRedraws",
      label: "redraws in a hidden tab",
      digits: 0,
      goal: inBrowser(0),
    },
    {
      key: "scriptKilobytes",
      label: "script of the first load, KB gzip",
      digits: 1,
      goal: inBrowser(130),
    },
    {
      key: "statisticsPercent",
      label: "statistics with one dashboard, % of a core, dearest server",
      digits: 2,
      goal: onCluster(1),
    },
    {
      key: "tenPercent",
      label: "statistics with ten, % of a core, dearest server",
      digits: 2,
      goal: onCluster(1),
    },
    ...enforcement,
    { key: "connected", label: "clients connected at the end", digits: 0 },
    { key: "turnedPerSecond", label: "clients that went and came, a second", digits: 0 },
    { key: "serversPercent", label: "all servers, % of a core", digits: 0 },
    { key: "storesPercent", label: "mongod and redis-server, % of a core", digits: 0 },
    { key: "crowdPercent", label: "the crowd, % of a core", digits: 0 },
  ],
};

/**
 * What the dashboard costs a browser, what it costs servers that they are watched, and how soon what an admin does
 * holds on all of them.
 */
export const ADMIN_SCENARIOS: readonly (Scenario | UiScenario)[] = [
  crowd,
  {
    name: "watched",
    group: "watch",
    title: "An idle server, watched by nobody, by one dashboard and by ten",
    load,
    peers: [],
    limits: true,
    figures,
  },
  {
    name: "a watched cluster",
    group: "watch",
    title: "The same, of the Node server of three on MongoDB and Redis",
    load,
    peers: [],
    targets: ["cluster"],
    figures,
  },
  {
    name: "enforcement",
    group: "enforce",
    title:
      "300 people, each connected to another server than the one that is told to ban them, one after the other",
    load: { name: "enforce", bans: 300 },
    peers: [],
    targets: ["cluster"],
    figures: enforcement,
  },
];
