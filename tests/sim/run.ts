import { argv, env, exit, stdout } from "node:process";
import { parseArgs } from "node:util";
import { CLIMATES, type Climate } from "./climates.ts";
import { Coverage } from "./coverage.ts";
import { simulate } from "./simulate.ts";

/**
 * Runs seeds one after another: `node tests/sim/run.ts --from 1 --seeds 1000`, or one again with
 * `--seed 123` (CROSSTALK_SEED=123). Exits with 1 at the first that goes wrong.
 */
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "200" },
    climate: { type: "string", default: "any" },
    all: { type: "boolean", default: false },
  },
});
// Refusals are many here, and their stacks are no news.
Error.stackTraceLimit = 0;
const one = values.seed ?? env["CROSSTALK_SEED"];
const first = Number(one ?? values.from);
const count = one === undefined ? Number(values.seeds) : 1;
const coverage = new Coverage();
const started = performance.now();
let failed = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const run = await simulate(seed, CLIMATES[values.climate as Climate]);
  coverage.add(run.coverage);
  coverage.note("events", run.events);
  coverage.note("seeds");
  if (run.problems.length === 0) continue;
  failed += 1;
  stdout.write(`CROSSTALK_SEED=${seed}\n${run.problems.slice(0, 20).join("\n")}\n`);
  if (!values.all) break;
}
const seconds = (performance.now() - started) / 1_000;
for (const [state, times] of coverage.entries()) stdout.write(`${times}\t${state}\n`);
const ran = coverage.count("seeds");
const perMinute = Math.round((ran / seconds) * 60);
stdout.write(`${failed} failed of ${ran} in ${seconds.toFixed(1)} s: ${perMinute} a minute\n`);
exit(failed === 0 ? 0 : 1);
