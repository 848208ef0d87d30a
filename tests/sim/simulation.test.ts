import { env } from "node:process";
import { describe, expect, test } from "vitest";
import { times } from "../harness/long.ts";
import { Coverage } from "./coverage.ts";
import { simulate } from "./simulate.ts";

/** Repeats one run that failed: CROSSTALK_SEED=123 npm run test:sim */
const only = env["CROSSTALK_SEED"];
const SEEDS = times(250, 5_000);
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, i) => i + 1) : [Number(only)];

/** What all seeds together must have been through, or they prove nothing (DESIGN §2.2–2.15). */
const STATES = [
  "batch of several",
  "append conflict: seq",
  "append conflict: cid",
  "append failed before it took effect",
  "append failed after it took effect",
  "append in doubt",
  "crash before an append took effect",
  "crash after an append took effect",
  "drain",
  "withdrawn",
  "repeated over REST",
  "entries arrived early",
  "gap to be filled",
  "a tip sweep found entries that were lost",
  "bus outage",
  "command lost",
  "swept: joined",
  "swept: left",
  "swept: role",
  "fell behind",
  "paged from the ring",
  "paged from the store",
  "ring cleared",
  "reset",
  "retention",
  "reload",
  "room removed: kicked",
  "closed 1006",
  "closed 1012",
  "closed 3001",
];

// Refusals are many here, and their stacks are no news.
Error.stackTraceLimit = 0;

describe("one server, or two over a bus that loses", () => {
  const coverage = new Coverage();

  test(`keeps its promises in ${seeds.length} runs`, async () => {
    for (const seed of seeds) {
      const run = await simulate(seed);
      for (const [state, count] of run.coverage.entries()) coverage.note(state, count);
      expect(run.problems, `CROSSTALK_SEED=${seed}`).toEqual([]);
    }
  });

  test.runIf(only === undefined)("went through every state", () => {
    expect(STATES.filter((state) => coverage.count(state) === 0)).toEqual([]);
  });

  test("a seed repeats itself", async () => {
    const seed = seeds[6] ?? seeds[0] ?? 1;
    const [first, second] = [await simulate(seed), await simulate(seed)];
    expect(second.trace).toBe(first.trace);
  });
});
