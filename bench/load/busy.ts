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
  /** The worst of the seconds measured, as the server's own /metrics tell it. */
  readonly lagP99Ms: number;
  readonly searches: number;
  /** Answered `unavailable`: the index was not up to date in time. */
  readonly searchesRefused: number;
  readonly deliveryP99Ms: number;
}

const LAG = /^crosstalk_event_loop_lag_ms\{quantile="p99"\} (\S+)$/m;

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
  const readLag = async (): Promise<number> => {
    const page = await chat.call<string>("GET", "/metrics");
    return Number(LAG.exec(page)?.[1] ?? Number.NaN);
  };
  const lags: number[] = [];
  const watch = async (): Promise<void> => {
    await delay(plan.warmUpMs);
    await readLag();
    while (running) {
      await delay(1_000);
      lags.push(await readLag());
    }
  };
  const watching = watch();
  const paced = await runPaced(crowd, plan);
  running = false;
  await Promise.all([search, watching]);
  return { lagP99Ms: Math.max(...lags), searches, searchesRefused, deliveryP99Ms: paced.p99Ms };
};
