import type { RuntimeName } from "../src/protocol/primitives.ts";
import type { PeerName } from "./load/chat.ts";
import type { Load } from "./load/main.ts";
import type { TargetName } from "./targets.ts";

/** What a figure has to reach: of itself, or as a multiple of Socket.IO's in the same run. */
export type Goal =
  | { readonly of: "ratio" | "value"; readonly atLeast: number }
  | { readonly of: "ratio" | "value"; readonly atMost: number };

/** What a figure is of: a target, or the browser that shows the UI. */
export type Measured = TargetName | "chromium";

export interface Figure {
  /** A key of what the load answers. */
  readonly key: string;
  readonly label: string;
  readonly digits: number;
  readonly goal?: Readonly<Partial<Record<Measured, Goal>>>;
}

export interface Scenario {
  readonly name: string;
  /** What --only takes. */
  readonly group: string;
  readonly title: string;
  readonly load: Load;
  /** What else is measured. */
  readonly peers: readonly PeerName[];
  /** On MongoDB and Redis, which of these; embedded servers of each runtime without. */
  readonly targets?: readonly Exclude<TargetName, PeerName>[];
  /** The limits of PROTOCOL §5 are counted, but set so high that they never refuse. */
  readonly limits?: boolean;
  /** A backup and retention run beside it. */
  readonly maintenance?: boolean;
  /** The server's main thread and the load generator each keep to cores of their own. */
  readonly ownCores?: boolean;
  readonly figures: readonly Figure[];
}

const everywhere = (goal: Goal): Record<RuntimeName, Goal> => ({
  node: goal,
  bun: goal,
  deno: goal,
});
const ratio = (node: number, bun: number, deno: number): Record<RuntimeName, Goal> => ({
  node: { of: "ratio", atLeast: node },
  bun: { of: "ratio", atLeast: bun },
  deno: { of: "ratio", atLeast: deno },
});
const atMost = (value: number): Record<RuntimeName, Goal> =>
  everywhere({ of: "value", atMost: value });

const times = { warmUpMs: 1_000, measureMs: 3_000 };
const fanOut = { name: "windowed", rooms: 1, size: 1_000, senders: "one", ...times } as const;
const durable = { name: "windowed", rooms: 100, size: 10, senders: "all", ...times } as const;
const deliveries = { key: "deliveriesPerSecond", label: "deliveries/s", digits: 0 };
const cpu = { key: "cpuMicrosecondsPerDelivery", label: "server CPU µs/delivery", digits: 2 };
const messages = { key: "messagesPerSecond", label: "acked messages/s", digits: 0 };

const BOTH: readonly PeerName[] = ["socket.io", "centrifugo"];

/** "What it must reach", scenario by scenario. */
export const EMBEDDED_SCENARIOS: readonly Scenario[] = [
  {
    name: "fan-out, window 32",
    group: "fanout",
    title: "One room of 1,000 sockets; one sender with 32 unacked messages",
    load: { ...fanOut, window: 32 },
    peers: BOTH,
    figures: [
      { ...deliveries, goal: ratio(6, 7, 5) },
      { ...cpu, goal: everywhere({ of: "ratio", atMost: 1 / 6 }) },
    ],
  },
  {
    name: "fan-out, window 1",
    group: "fanout",
    title: "The same, one message at a time: nothing can be coalesced",
    load: { ...fanOut, window: 1 },
    peers: BOTH,
    figures: [{ ...deliveries, goal: ratio(1, 1, 1) }, cpu],
  },
  {
    name: "fan-out, limits on",
    group: "limits",
    title: "Window 32 with rate limits counted",
    load: { ...fanOut, window: 32 },
    peers: ["socket.io"],
    limits: true,
    figures: [deliveries, cpu],
  },
  {
    name: "durable, window 8",
    group: "durable",
    title: "100 rooms of 10; all 1,000 sockets send; ours are stored before the ack, theirs never",
    load: { ...durable, window: 8 },
    peers: ["socket.io"],
    figures: [{ ...messages, goal: ratio(4, 4, 2.5) }, cpu],
  },
  {
    name: "durable, window 1",
    group: "durable",
    title: "The same, one unacked message a socket",
    load: { ...durable, window: 1 },
    peers: ["socket.io"],
    figures: [{ ...messages, goal: ratio(2, 2, 2) }, cpu],
  },
  {
    name: "idle",
    group: "idle",
    title: "10,000 sockets of as many authenticated users, idle for 20 s",
    load: { name: "idle", sockets: 10_000, settleMs: 20_000 },
    peers: BOTH,
    figures: [
      {
        key: "rssMegabytes",
        label: "RSS MB",
        digits: 0,
        goal: {
          node: { of: "value", atMost: 200 },
          bun: { of: "value", atMost: 110 },
          deno: { of: "value", atMost: 260 },
        },
      },
      { key: "rssBeforeMegabytes", label: "RSS MB before", digits: 0 },
    ],
  },
  {
    name: "resume",
    group: "resume",
    title: "5,000 sockets come back at once, each 20 messages behind",
    load: { name: "resume", sockets: 5_000, roomSize: 50, behind: 20 },
    peers: [],
    figures: [
      { key: "seconds", label: "s until all caught up", digits: 2, goal: atMost(3) },
      { key: "serverCpu", label: "server CPU s", digits: 2 },
      { key: "generatorCpu", label: "generator CPU s", digits: 2 },
    ],
  },
  {
    name: "latency",
    group: "latency",
    title:
      "One room of 500, 50 messages/s in all: from send to receipt; server and clients on cores of their own",
    load: {
      name: "paced",
      rooms: 1,
      size: 500,
      messagesPerSecond: 50,
      warmUpMs: 1_000,
      measureMs: 12_000,
    },
    ownCores: true,
    peers: BOTH,
    figures: [
      { key: "p50Ms", label: "p50 ms", digits: 2, goal: everywhere({ of: "ratio", atMost: 1 }) },
      { key: "p99Ms", label: "p99 ms", digits: 2, goal: everywhere({ of: "ratio", atMost: 1 }) },
    ],
  },
  {
    name: "large room",
    group: "history",
    title: "A room of 100,000 messages: a page, a page around, a resume 500 behind, a search",
    load: { name: "big-room", messages: 100_000, calls: 300 },
    peers: [],
    figures: [
      { key: "historyP99Ms", label: "history p99 ms", digits: 1, goal: atMost(20) },
      { key: "aroundP99Ms", label: "around p99 ms", digits: 1, goal: atMost(20) },
      { key: "resumeP99Ms", label: "resume p99 ms", digits: 1, goal: atMost(20) },
      { key: "searchP99Ms", label: "search p99 ms", digits: 1, goal: atMost(20) },
      { key: "storedPerSecond", label: "stored/s, one sender", digits: 0 },
      { key: "indexedAfterMs", label: "indexed after ms", digits: 0 },
    ],
  },
  {
    name: "busy",
    group: "busy",
    title: "5,000 messages/s in rooms of 10 beside searches, retention and a backup",
    load: {
      name: "busy",
      rooms: 100,
      size: 10,
      messagesPerSecond: 5_000,
      searchers: 2,
      warmUpMs: 2_000,
      measureMs: 10_000,
    },
    peers: [],
    maintenance: true,
    figures: [
      { key: "lagP99Ms", label: "event-loop p99 lag ms", digits: 1, goal: atMost(20) },
      { key: "lagP50Ms", label: "event-loop p50 lag ms", digits: 1 },
      { key: "lagMaxMs", label: "event-loop longest lag ms", digits: 1 },
      { key: "searches", label: "searches", digits: 0 },
      { key: "searchesRefused", label: "of these unavailable", digits: 0 },
      { key: "backups", label: "backups", digits: 0 },
      { key: "deliveryP99Ms", label: "delivery p99 ms", digits: 1 },
    ],
  },
];
