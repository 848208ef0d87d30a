import { Rest } from "../../tests/harness/rest.ts";
import type { Target } from "../load/chat.ts";
import { cpuSeconds } from "../load/process-usage.ts";
import { busySeconds } from "../load/statistics.ts";
import type { Crowd } from "./crowd.ts";

/** What a crowd did, and servers with it. Percents are of a core. */
interface Usage {
  /** Of the server that it costs most. */
  readonly statisticsPercent: number;
  /** All servers together. */
  readonly serversPercent: number;
  readonly storesPercent: number;
  readonly crowdPercent: number;
  /** At the end. */
  readonly connected: number;
  /** Clients that went, and others that came, a second. */
  readonly turnedPerSecond: number;
}

const countersOf = async ({ servers, stores }: Target, crowd: Crowd) => {
  const rests = servers.map(({ port }) => new Rest(`http://127.0.0.1:${port}`));
  return {
    busy: await Promise.all(rests.map(busySeconds)),
    servers: cpuSeconds(...servers.map(({ pid }) => pid)),
    stores: cpuSeconds(...stores),
    crowd: cpuSeconds(crowd.pid),
    crowded: await crowd.state(),
    at: performance.now(),
  };
};

/** Answers, when called, what was used since. */
export const usageSince = async (target: Target, crowd: Crowd): Promise<() => Promise<Usage>> => {
  const before = await countersOf(target, crowd);
  return async () => {
    const after = await countersOf(target, crowd);
    const seconds = (after.at - before.at) / 1_000;
    const percent = (used: number): number => (used * 100) / seconds;
    const turned = after.crowded.turned - before.crowded.turned;
    const failed = after.crowded.failed - before.crowded.failed;
    return {
      statisticsPercent: percent(Math.max(...after.busy.map((b, i) => b - (before.busy[i] ?? 0)))),
      serversPercent: percent(after.servers - before.servers),
      storesPercent: percent(after.stores - before.stores),
      crowdPercent: percent(after.crowd - before.crowd),
      connected: after.crowded.connected,
      turnedPerSecond: (turned - failed) / seconds,
    };
  };
};
