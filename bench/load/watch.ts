import { setTimeout as delay } from "node:timers/promises";
import { adminToken, Rest } from "../../tests/harness/rest.ts";
import type { Target } from "./chat.ts";
import { cpuNanosecondsSince } from "./process-usage.ts";
import { busySeconds, OpenStreams } from "./statistics.ts";

export interface WatchPlan {
  /** Of each of the three phases: without a dashboard, with one, with ten. */
  readonly phaseMs: number;
}

export interface WatchResult {
  /** All in percent of a core, of the server that is watched. */
  readonly idlePercent: number;
  readonly samplingPercent: number;
  readonly streamingPercent: number;
  readonly bothPercent: number;
  readonly nineMorePercent: number;
}

const DASHBOARDS = 10;
const SETTLE_MS = 2_000;

const percent = (seconds: number, ms: number): number => (seconds * 100_000) / ms;

/** What live statistics cost a server that has nothing else to do, and those who watch it. */
export const runWatch = async (
  { servers }: Target,
  { phaseMs }: WatchPlan,
): Promise<WatchResult> => {
  const [watched] = servers;
  if (watched === undefined) throw new Error("there is no server to watch");
  const url = `http://127.0.0.1:${watched.port}`;
  const rest = new Rest(url);
  const token = await adminToken(rest);
  await using open = new OpenStreams(url, token);
  /** Percent of a core that the process, and statistics in it, use with so many dashboards. */
  const phase = async (dashboards: number) => {
    await open.grow(dashboards);
    await delay(SETTLE_MS);
    const busyBefore = await busySeconds(rest);
    const used = cpuNanosecondsSince(watched.pid);
    const startedAt = performance.now();
    await delay(phaseMs);
    const cpu = used() / 1e9;
    const ms = performance.now() - startedAt;
    const busy = (await busySeconds(rest)) - busyBefore;
    return { cpu: percent(cpu, ms), busy: percent(busy, ms) };
  };
  const none = await phase(0);
  const one = await phase(1);
  const ten = await phase(DASHBOARDS);
  const streaming = Math.max(0, one.cpu - none.cpu);
  return {
    idlePercent: none.cpu,
    samplingPercent: none.busy,
    streamingPercent: streaming,
    bothPercent: none.busy + streaming,
    nineMorePercent: ten.cpu - one.cpu,
  };
};
