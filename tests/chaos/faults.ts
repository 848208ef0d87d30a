import { setTimeout as delay } from "node:timers/promises";
import type { TcpProxy } from "../harness/tcp-proxy.ts";
import { insist } from "./insist.ts";
import type { Actor, Stage } from "./stage.ts";

/** Milliseconds, at least and at most. */
type Span = readonly [least: number, most: number];

interface Common {
  readonly name: string;
  /** How long it lasts. */
  readonly lasts: Span;
  /** How long where it is to outlast leases and time-outs, as it does now and then. */
  readonly lastsLong?: Span;
}

export interface ServerFault extends Common {
  readonly befalls: "server";
  /** What of a server it is about: two faults of one part come one after the other. */
  readonly part: "process" | Link;
  /** The process is another one afterwards. */
  readonly ends?: true;
  /** Rejects with what went otherwise than it must. */
  readonly strike: (actor: Actor, forMs: number) => Promise<void>;
}

export interface DatabaseFault extends Common {
  readonly befalls: "database";
  readonly part: "Redis" | "MongoDB";
  readonly strike: (stage: Stage, forMs: number) => Promise<void>;
}

export type FaultKind = ServerFault | DatabaseFault;

type Link = (typeof LINKS)[number];
const LINKS = ["clients", "Redis", "MongoDB"] as const;

/** A lease lasts 15 s, and so long is waited at most for an answer of MongoDB. */
const LONG: Span = [16_000, 22_000];
const LATENCY_MS = 150;
/** A server has 25 s to end in order. */
const ENDED_MS = 90_000;

const proxiesOf = (actor: Actor, link: Link): readonly TcpProxy[] => {
  if (link === "MongoDB") return actor.toMongo;
  return [link === "Redis" ? actor.toRedis : actor.entrance];
};

const onLink = (
  link: Link,
  name: string,
  spans: Pick<Common, "lasts" | "lastsLong">,
  begin: (proxy: TcpProxy) => void,
  end: (proxy: TcpProxy) => void,
): ServerFault => ({
  name: `${name}: server–${link}`,
  befalls: "server",
  part: link,
  ...spans,
  async strike(actor, forMs) {
    for (const proxy of proxiesOf(actor, link)) begin(proxy);
    await delay(forMs);
    for (const proxy of proxiesOf(actor, link)) end(proxy);
  },
});

const onLinks = LINKS.flatMap((link) => [
  onLink(
    link,
    "cut",
    { lasts: [0, 3_000] },
    (proxy) => proxy.cut(),
    (proxy) => proxy.open(),
  ),
  onLink(
    link,
    "black hole",
    { lasts: [500, 8_000], lastsLong: LONG },
    (proxy) => proxy.blackHole(),
    (proxy) => proxy.open(),
  ),
  onLink(
    link,
    "latency",
    { lasts: [1_000, 8_000] },
    (proxy) => proxy.slow(LATENCY_MS),
    (proxy) => proxy.slow(0),
  ),
]);

/** 128 and SIGTERM's number. */
const TERMINATED = 143;

/** Ends the process with a signal, which must be what ended it. */
const end = async ({ name, server }: Actor, signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
  const exit = await Promise.race([
    server.signal(signal),
    delay(ENDED_MS, undefined, { ref: false }),
  ]);
  if (exit === undefined) {
    await server.kill();
    throw new Error(`${name} did not end within ${ENDED_MS} ms after ${signal}`);
  }
  // One that is still starting has not learned yet to end in order; what started it may tell that as a shell does.
  const inOrder = signal === "SIGTERM" && (exit.code === 0 || exit.code === TERMINATED);
  if (exit.signal === signal || inOrder) return;
  const last = server.logs.slice(-20).join("\n");
  throw new Error(`${name} ended by itself: ${JSON.stringify(exit)}\n${last}`);
};

const onProcess = (name: string, signal: "SIGKILL" | "SIGTERM"): ServerFault => ({
  name,
  befalls: "server",
  part: "process",
  ends: true,
  lasts: [0, 3_000],
  async strike(actor, forMs) {
    await end(actor, signal);
    await delay(forMs);
    actor.server.launch();
  },
});

/** All that can befall the stage. */
export const FAULT_KINDS: readonly FaultKind[] = [
  onProcess("kill -9: server", "SIGKILL"),
  onProcess("SIGTERM: server", "SIGTERM"),
  {
    name: "SIGSTOP: server",
    befalls: "server",
    part: "process",
    lasts: [500, 8_000],
    lastsLong: LONG,
    async strike({ server }, forMs) {
      server.freeze();
      await delay(forMs);
      server.thaw();
    },
  },
  ...onLinks,
  {
    name: "kill -9: Redis",
    befalls: "database",
    part: "Redis",
    lasts: [0, 8_000],
    lastsLong: LONG,
    async strike({ redis }, forMs) {
      await redis.kill();
      await delay(forMs);
      await redis.start();
    },
  },
  {
    name: "SIGSTOP: Redis",
    befalls: "database",
    part: "Redis",
    lasts: [500, 8_000],
    async strike({ redis }, forMs) {
      redis.freeze();
      await delay(forMs);
      redis.thaw();
    },
  },
  {
    name: "kill -9: primary of MongoDB",
    befalls: "database",
    part: "MongoDB",
    lasts: [0, 8_000],
    async strike({ mongo }, forMs) {
      const primary = await insist("a primary", () => mongo.primary());
      await primary.kill();
      await delay(forMs);
      await primary.start();
    },
  },
  {
    // What it takes meanwhile nobody else has, and it is undone when it comes back.
    name: "left alone, kill -9: primary",
    befalls: "database",
    part: "MongoDB",
    lasts: [300, 3_000],
    async strike({ mongo }, forMs) {
      const primary = await insist("a primary", () => mongo.primary());
      const others = mongo.members.filter((member) => member !== primary);
      for (const other of others) other.freeze();
      await delay(forMs);
      await primary.kill();
      for (const other of others) other.thaw();
      await insist("another primary", () => mongo.primary());
      await primary.start();
    },
  },
  {
    name: "SIGSTOP: primary of MongoDB",
    befalls: "database",
    part: "MongoDB",
    lasts: [500, 8_000],
    async strike({ mongo }, forMs) {
      const primary = await insist("a primary", () => mongo.primary());
      primary.freeze();
      await delay(forMs);
      primary.thaw();
    },
  },
];
