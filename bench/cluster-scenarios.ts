import type { Scenario } from "./scenarios.ts";

const times = { warmUpMs: 2_000, measureMs: 6_000 };

const batches = [
  { key: "conflictPercent", label: "batches with a conflict, %", digits: 1 },
  { key: "entriesPerBatch", label: "messages a batch", digits: 1 },
] as const;

/** "What it must reach" of servers on MongoDB and Redis, scenario by scenario. */
export const CLUSTER_SCENARIOS: readonly Scenario[] = [
  {
    name: "durable on MongoDB, window 8",
    group: "durable",
    title:
      "100 rooms of 10; all 1,000 sockets send, those of a room to all servers; stored by a majority before the ack, theirs too",
    load: { name: "windowed", rooms: 100, size: 10, senders: "all", window: 8, ...times },
    peers: ["socket.io"],
    targets: ["node", "bun", "deno", "cluster"],
    figures: [
      {
        key: "messagesPerSecond",
        label: "acked messages/s",
        digits: 0,
        goal: {
          cluster: { of: "ratio", atLeast: 5 },
          node: { of: "ratio", atLeast: 6 },
          bun: { of: "ratio", atLeast: 6 },
          deno: { of: "ratio", atLeast: 6 },
        },
      },
      {
        key: "cpuMicrosecondsPerMessage",
        label: "CPU µs/message, servers and stores",
        digits: 0,
        goal: { cluster: { of: "ratio", atMost: 1 / 5 } },
      },
      { key: "storesCpuMicrosecondsPerMessage", label: "of these, stores", digits: 0 },
      ...batches,
    ],
  },
  {
    name: "hot rooms",
    group: "hot",
    title: "4 rooms of 30, ten members of each on each server; all send with a window of 8",
    load: { name: "windowed", rooms: 4, size: 30, senders: "all", window: 8, ...times },
    peers: [],
    targets: ["cluster"],
    figures: [
      ...batches,
      { key: "messagesPerSecond", label: "acked messages/s", digits: 0 },
      { key: "longestWaitMs", label: "longest wait of a sender for an ack, ms", digits: 0 },
      {
        key: "cpuMicrosecondsPerMessage",
        label: "CPU µs/message, servers and stores",
        digits: 0,
      },
      { key: "storesCpuMicrosecondsPerMessage", label: "of these, stores", digits: 0 },
    ],
  },
  {
    name: "delivery across servers",
    group: "latency",
    title:
      "One room of 300 spread over three servers, 50 messages/s in all, beside the same room within one server (the middle one of the three)",
    load: {
      name: "spread",
      rooms: 1,
      size: 300,
      messagesPerSecond: 50,
      warmUpMs: 1_000,
      measureMs: 20_000,
    },
    peers: [],
    targets: ["cluster"],
    figures: [
      { key: "p50Ms", label: "p50 ms", digits: 2 },
      { key: "withinP50Ms", label: "p50 ms within one", digits: 2 },
      { key: "p99Ms", label: "p99 ms", digits: 2 },
      { key: "withinP99Ms", label: "p99 ms within one", digits: 2 },
      {
        key: "beyondTwiceMs",
        label: "p99 ms beyond 2 × within one",
        digits: 2,
        goal: { cluster: { of: "value", atMost: 5 } },
      },
    ],
  },
  {
    name: "a server is killed",
    group: "failover",
    title:
      "5,000 clients of the Node server, killed (-9) while their rooms get 20 messages from the other two, come back there",
    load: { name: "failover", sockets: 5_000, roomSize: 50, behind: 20 },
    peers: [],
    targets: ["cluster"],
    figures: [
      {
        key: "seconds",
        label: "s until all caught up",
        digits: 2,
        goal: { cluster: { of: "value", atMost: 5 } },
      },
      {
        key: "gapless",
        label: "back, each without a gap",
        digits: 0,
        goal: { cluster: { of: "value", atLeast: 5_000 } },
      },
      { key: "generatorCpu", label: "generator CPU s", digits: 2 },
    ],
  },
  {
    name: "a server without members",
    group: "bystander",
    title:
      "A room of 20 on two servers gets 500 messages/s; CPU of the third, in percent of a core",
    load: {
      name: "bystander",
      rooms: 1,
      size: 20,
      messagesPerSecond: 500,
      warmUpMs: 1_000,
      measureMs: 10_000,
    },
    peers: [],
    targets: ["cluster"],
    figures: [
      { key: "quietPercent", label: "% while all is quiet", digits: 2 },
      { key: "busyPercent", label: "% while the room is busy", digits: 2 },
      {
        key: "extraPercent",
        label: "difference",
        digits: 2,
        // What two runs of a quiet server differ by.
        goal: { cluster: { of: "value", atMost: 0.5 } },
      },
    ],
  },
];
