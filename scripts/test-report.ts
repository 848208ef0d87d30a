import * as v from "valibot";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that did not run: nothing is skipped silently. */
  readonly skipped: readonly string[];
}

const VitestReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })),
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
  };
}

const PlaywrightSuite = v.object({
  specs: v.optional(
    v.array(
      v.object({
        title: v.string(),
        tests: v.array(v.object({ projectName: v.string(), status: v.string() })),
      }),
    ),
    [],
  ),
  suites: v.optional(v.array(v.lazy((): v.GenericSchema<unknown, Suite> => PlaywrightSuite)), []),
});

interface Suite {
  specs: { title: string; tests: { projectName: string; status: string }[] }[];
  suites: Suite[];
}

const PlaywrightReport = v.object({
  suites: v.array(PlaywrightSuite),
  errors: v.array(v.unknown()),
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number() }),
});

export function countsOfPlaywright(json: unknown): Counts {
  const { suites, errors, stats } = v.parse(PlaywrightReport, json);
  return {
    passed: stats.expected,
    // Retries are off; a test that passes only sometimes does not pass.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: suites.flatMap(skippedIn),
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
