import { env } from "node:process";
import { describe, expect, test } from "vitest";
import { times } from "../harness/long.ts";
import { CLIMATES, type Climate } from "./climates.ts";
import { BRANCHES, Coverage } from "./coverage.ts";
import { simulate } from "./simulate.ts";

/** Repeats one run that failed: CROSSTALK_SEED=123 npm run test:sim */
const only = env["CROSSTALK_SEED"];
const SEEDS = times(300, 20_000);
const replay = (climate: Climate, seed: number): string =>
  `CROSSTALK_SEED=${seed}: node tests/sim/run.ts --climate ${climate} --seed ${seed}`;
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, i) => i + 1) : [Number(only)];

// Refusals are many here, and their stacks are no news.
Error.stackTraceLimit = 0;

describe("five servers and thirty clients on a replica set that elects, lags and forgets", () => {
  const coverage = new Coverage();

  test(`keep their promises in ${seeds.length} runs`, async () => {
    const started = performance.now();
    for (const seed of seeds) {
      const run = await simulate(seed, CLIMATES.cluster);
      coverage.add(run.coverage);
      expect(run.problems, replay("cluster", seed)).toEqual([]);
    }
    const minutes = (performance.now() - started) / 60_000;
    console.log(`${seeds.length} seeds, ${Math.round(seeds.length / minutes)} a minute`);
  });

  const others = [
    ["nothing fails", "calm", times(10, 500)],
    ["the primary changes often", "failover", times(50, 5_000)],
  ] as const;
  test.for(others)("keep their promises while %s", async ([, climate, count]) => {
    for (const seed of seeds.slice(0, count)) {
      const { problems } = await simulate(seed, CLIMATES[climate]);
      expect(problems, replay(climate, seed)).toEqual([]);
    }
  });

  test.runIf(only === undefined).for(Object.entries(BRANCHES))(
    "went through every branch of DESIGN §%s",
    ([, branches]) => {
      expect(coverage.missing(branches)).toEqual([]);
    },
  );

  test("a seed repeats itself", async () => {
    for (const seed of seeds.slice(0, 5)) {
      const first = await simulate(seed, CLIMATES.cluster);
      const second = await simulate(seed, CLIMATES.cluster);
      expect(second.trace()).toBe(first.trace());
      expect(second.events).toBe(first.events);
    }
  });
});
