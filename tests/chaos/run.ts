/**
 * `npm run test:chaos -- --seed 7 --seconds 3600`: a line for each fault, a table at the end, and all of it as JSON in
 * tests/chaos/results. `--document` puts the figures into docs/reliability.md; with `--report FILE` those of an earlier
 * run. Exits with 1 where something was wrong.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ROOT } from "../harness/runtime-command.ts";
import { type ChaosOutcome, chaos } from "./chaos.ts";
import type { ChaosReport } from "./report.ts";
import { markdownOf, textOf } from "./tables.ts";

const DOCUMENT = join(ROOT, "docs/reliability.md");
const RESULTS = join(ROOT, "tests/chaos/results");
const [BEGIN, END] = ["<!-- chaos -->", "<!-- /chaos -->"];

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    seconds: { type: "string", default: "60" },
    document: { type: "boolean", default: false },
    report: { type: "string" },
  },
});

const count = (name: "seed" | "seconds"): number => {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} is a whole number above 0, such as --${name} 60`);
  process.exit(2);
};

const save = ({ report, evidence }: ChaosOutcome): void => {
  mkdirSync(RESULTS, { recursive: true });
  const name = `${report.startedAt.replaceAll(/[:.]/g, "")}-seed-${report.seed}`;
  const file = join(RESULTS, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
  if (evidence === undefined) return;
  writeFileSync(join(RESULTS, `${name}-evidence.json`), JSON.stringify(evidence));
  console.log("what the clients saw is beside it, and the last lines of the servers' logs");
};

const interrupted = new AbortController();

const run = async (): Promise<ChaosReport> => {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      console.log("Ending what was begun …");
      interrupted.abort();
    });
  }
  const [seed, seconds] = [count("seed"), count("seconds")];
  console.log(`seed ${seed}, ${seconds} s`);
  const { signal } = interrupted;
  const outcome = await chaos({ seed, seconds, told: (line) => console.log(line), signal });
  console.log(`\n${textOf(outcome.report)}`);
  save(outcome);
  return outcome.report;
};

const document = (report: ChaosReport): void => {
  const text = readFileSync(DOCUMENT, "utf8");
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${DOCUMENT} has no place between ${BEGIN} and ${END}`);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${markdownOf(report)}\n\n${END}${after}`);
};

const report =
  values.report === undefined
    ? await run()
    : (JSON.parse(readFileSync(values.report, "utf8")) as ChaosReport);
if (interrupted.signal.aborted) process.exit(130);
if (values.document) document(report);
process.exit(report.violations.length + report.problems.length === 0 ? 0 : 1);
