import { expect, test } from "vitest";
import { times } from "../harness/long.ts";
import { chaos } from "./chaos.ts";
import { textOf } from "./tables.ts";

const SEED = 20_261_122;
const SECONDS = times(60, 600);
/** Of which nothing is measured: all that is waited for has deadlines of its own. */
const TIMEOUT_MS = times(15, 60) * 60_000;

test(`a cluster in a storm of ${SECONDS} s loses, doubles and reorders nothing (seed ${SEED})`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const lines: string[] = [];
  const { report } = await chaos({
    seed: SEED,
    seconds: SECONDS,
    told: (line) => lines.push(line),
  });
  const { violations, problems } = report;
  expect({ violations, problems }, `${lines.join("\n")}\n${textOf(report)}`).toEqual({
    violations: [],
    problems: [],
  });
  expect(report.acked).toBeGreaterThan(0);
});
