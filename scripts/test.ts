/**
 * `npm test`: every part one after another, each with its time, and one line over all at the end.
 * `node scripts/test.ts unit e2e` runs these parts alone.
 *
 * A part without a single test has failed: something stopped it from finding them.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Counts, countsOfPlaywright, countsOfVitest } from "./test-report.ts";
import { run } from "./test-run.ts";

type Command = readonly [program: string, ...args: string[]];

interface Part {
  readonly name: string;
  /** Run in order; one that fails ends the part. The last one writes the report, if there is one. */
  readonly commands: readonly Command[];
  /** Absent: the part is one test, passed if its commands end with 0. */
  readonly countsOf?: (report: unknown) => Counts;
}

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const build: Command = ["node", "scripts/build.ts", "--if-stale"];
/** A part that takes so long hangs. */
const minutes = process.env["TEST_LONG"] === "1" ? 12 * 60 : 30;

function vitest(project: string, ...before: Command[]): Part {
  const reporters = ["--reporter=default", "--reporter=json"];
  return {
    name: project,
    commands: [...before, ["vitest", "run", "--project", project, ...reporters]],
    countsOf: countsOfVitest,
  };
}

function playwright(name: string, ...selected: string[]): Part {
  // The next part would throw away what the last one left of its failures.
  const output = ["--output", `test-results/${name}`];
  const config = ["--config", "e2e/playwright.config.ts", "--reporter", "list,json", ...output];
  return {
    name,
    commands: [
      build,
      ["node", "scripts/get-chromium.ts"],
      ["playwright", "test", ...config, ...selected],
    ],
    countsOf: countsOfPlaywright,
  };
}

const parts: readonly Part[] = [
  { name: "lint", commands: [["npm", "run", "--silent", "lint"]] },
  { name: "typecheck", commands: [["npm", "run", "--silent", "typecheck"]] },
  { name: "knip", commands: [["knip"]] },
  { name: "build", commands: [build] },
  vitest("unit"),
  vitest("components", ["node", "scripts/get-chromium.ts"]),
  vitest("integration", build),
  vitest("sim"),
  // A server, a browser and the tests that wait for them keep one core busy.
  playwright("e2e", "--grep-invert", "@timed", "--workers", "2"),
  // What has so many milliseconds for something has the machine to itself.
  playwright("e2e-timed", "--grep", "@timed", "--workers", "1"),
];

async function runPart(part: Part): Promise<Result> {
  console.log(`\n── ${part.name} ──`);
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "crosstalk-test-"));
  const reportFile = join(folder, "report.json");
  let succeeded = true;
  for (const [program, ...args] of part.commands) {
    const flags = program === "vitest" ? [...args, `--outputFile.json=${reportFile}`] : args;
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile };
    succeeded = await run(program, flags, { env, deadlineMs: minutes * 60_000 });
    if (!succeeded) break;
  }
  const counts = part.countsOf
    ? await readCounts(reportFile, part.countsOf)
    : { passed: 1, failed: 0, skipped: [], failures: [] };
  await rm(folder, { recursive: true });
  const seconds = (performance.now() - started) / 1000;
  return { name: part.name, seconds, ...judged(counts, part, succeeded) };
}

async function readCounts(file: string, countsOf: (report: unknown) => Counts): Promise<Counts> {
  try {
    return countsOf(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return { passed: 0, failed: 0, skipped: [], failures: [] };
  }
}

/** A runner that ended badly has failed, whatever its report says. */
function judged(counts: Counts, part: Part, succeeded: boolean): Counts {
  if (!succeeded && !part.countsOf) return { ...counts, passed: 0, failed: 1 };
  if (!succeeded && counts.failed === 0) return { ...counts, failed: 1 };
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1 };
  return counts;
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !parts.some((part) => part.name === name));
if (unknown !== undefined) {
  console.error(`No part is called ${unknown}; there are ${parts.map((p) => p.name).join(", ")}`);
  process.exit(2);
}

const results: Result[] = [];
for (const part of parts) {
  if (wanted.length === 0 || wanted.includes(part.name)) results.push(await runPart(part));
}

console.log("\n── all parts ──");
for (const { name, seconds, passed, failed, skipped } of results) {
  const time = `${seconds.toFixed(1)} s`.padStart(9);
  const left = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
  console.log(`${name.padEnd(12)}${time}  ${passed} passed, ${failed} failed${left}`);
  for (const test of skipped) console.log(`              skipped: ${test}`);
}
for (const { name, failures } of results) {
  for (const { file, test, message } of failures) {
    console.log(`\nFAILED ${name}: ${file}\n  ${test}`);
    for (const line of message.split("\n")) console.log(`    ${line}`);
  }
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
