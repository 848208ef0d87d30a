import { setTimeout as delay } from "node:timers/promises";
import type { Crosstalk } from "./crosstalk.ts";
import type { Crowd } from "./crowd.ts";
import { inParallel } from "./crowd.ts";
import { type PacedPlan, runPaced } from "./paced.ts";
import { commonRank, seeded, word } from "./words.ts";

export interface BusyPlan extends PacedPlan {
  /** Searches under way at any time. */
  readonly searchers: number;
}

export interface BusyResult {
  /** Over the time measured, as the server's own /metrics tell it. */
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
  readonly searches: number;
  /** Answered `unavailable`: the index was not up to date in time. */
  readonly searchesRefused: number;
  readonly deliveryP99Ms: number;
}

const LAG = /^crosstalk_event_loop_lag_ms\{quantile="(\w+)"\} (\S+)$/gm;

/** Steady traffic and searches; the caller runs a backup and retention beside it. */
export const runBusy = async (
  crowd: Crowd,
  chat: Crosstalk,
  plan: BusyPlan,
): Promise<BusyResult> => {
  let running = true;
  let searches = 0;
  let searchesRefused = 0;
  const random = seeded(3);
  const search = inParallel(plan.searchers, plan.searchers, async (index) => {
    while (running) {
      const q = `${word(commonRank(random))}+${word(commonRank(random)).slice(0, 2)}`;
      await chat.call("GET", `/api/search?q=${q}`, chat.tokens[index]).catch((error: unknown) => {
        if (!String(error).includes(": 503 ")) throw error;
        searchesRefused++;
      });
      searches++;
    }
  });
  /** Since it was last read. */
  const readLag = async (): Promise<Map<string, number>> => {
    const page = await chat.call<string>("GET", "/metrics");
    return new Map(page.matchAll(LAG).map(([, name, ms]) => [name ?? "", Number(ms)]));
  };
  const warmedUp = delay(plan.warmUpMs).then(readLag);
  const paced = await runPaced(crowd, plan);
  await warmedUp;
  const lag = await readLag();
  running = false;
  await search;
  return {
    lagP50Ms: lag.get("p50") ?? Number.NaN,
    lagP99Ms: lag.get("p99") ?? Number.NaN,
    lagMaxMs: lag.get("max") ?? Number.NaN,
    searches,
    searchesRefused,
    deliveryP99Ms: paced.p99Ms,
  };
};
