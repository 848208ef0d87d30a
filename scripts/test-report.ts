import { relative } from "node:path";
import { cwd } from "node:process";
import * as v from "valibot";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that did not run: nothing is skipped silently. */
  readonly skipped: readonly string[];
  readonly failures: readonly Failure[];
}

/** What failed and how, for a log whose head was cut off. */
export interface Failure {
  readonly file: string;
  readonly test: string;
  /** The first lines of it, without colours. */
  readonly message: string;
}

const MESSAGE_LINES = 4;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour
const COLOURS = /\u001b\[[\d;]*m/g;

function beginningOf(message: string): string {
  const lines = message.replace(COLOURS, "").split("\n");
  const said = lines.filter((line) => line.trim() !== "" && !line.trimStart().startsWith("at "));
  return said.slice(0, MESSAGE_LINES).join("\n");
}

const VitestReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ""),
      assertionResults: v.array(
        v.object({
          fullName: v.string(),
          status: v.string(),
          failureMessages: v.nullish(v.array(v.string()), []),
        }),
      ),
    }),
  ),
});

export function countsOfVitest(json: unknown): Counts {
  const report = v.parse(VitestReport, json);
  // A file that does not load has failed without a test to show for it.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: tests
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ fullName }) => fullName),
    failures: [
      ...unloaded.map(({ name, message }) => ({
        file: relative(cwd(), name),
        test: "(the file did not load)",
        message: beginningOf(message),
      })),
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === "failed")
          .map(({ fullName, failureMessages }) => ({
            file: relative(cwd(), name),
            test: fullName,
            message: beginningOf(failureMessages?.join("\n") ?? ""),
          })),
      ),
    ],
  };
}

const PlaywrightError = v.object({ message: v.optional(v.string(), "") });

const PlaywrightTest = v.object({
  projectName: v.string(),
  status: v.string(),
  results: v.optional(v.array(v.object({ errors: v.optional(v.array(PlaywrightError), []) })), []),
});

const PlaywrightSuite = v.object({
  specs: v.optional(
    v.array(
      v.object({
        title: v.string(),
        file: v.string(),
        tests: v.array(PlaywrightTest),
      }),
    ),
    [],
  ),
  suites: v.optional(v.array(v.lazy((): v.GenericSchema<unknown, Suite> => PlaywrightSuite)), []),
});

interface Suite {
  specs: { title: string; file: string; tests: v.InferOutput<typeof PlaywrightTest>[] }[];
  suites: Suite[];
}

const PlaywrightReport = v.object({
  suites: v.array(PlaywrightSuite),
  errors: v.array(PlaywrightError),
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() }),
});

export function countsOfPlaywright(json: unknown): Counts {
  const { suites, errors, stats } = v.parse(PlaywrightReport, json);
  return {
    passed: stats.expected,
    // Retries are off; a test that passes only sometimes does not pass.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: suites.flatMap(skippedIn),
    failures: [
      ...errors.map(({ message }) => ({
        file: "e2e",
        test: "(before any test)",
        message: beginningOf(message),
      })),
      ...suites.flatMap(failedIn),
    ],
  };
}

function skippedIn(suite: Suite): string[] {
  const own = suite.specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === "skipped")
      .map(({ projectName }) => `${projectName}: ${title}`),
  );
  return [...own, ...suite.suites.flatMap(skippedIn)];
}

function failedIn(suite: Suite): Failure[] {
  const own = suite.specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ projectName, results }) => ({
        file: `e2e/${file}`,
        test: `${projectName}: ${title}`,
        message: beginningOf(
          results.flatMap(({ errors }) => errors.map((e) => e.message)).join("\n"),
        ),
      })),
  );
  return [...own, ...suite.suites.flatMap(failedIn)];
}
