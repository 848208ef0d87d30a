import { join } from "node:path";
import { cwd } from "node:process";
import { expect, test } from "vitest";
import { countsOfPlaywright, countsOfVitest } from "../../scripts/test-report.ts";

test("a report of vitest tells what failed, where and how, a file that did not load too", () => {
  const counts = countsOfVitest({
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      {
        name: join(cwd(), "src/sum.test.ts"),
        status: "failed",
        message: "",
        assertionResults: [
          { fullName: "sums of one", status: "passed", failureMessages: [] },
          { fullName: "sums of later", status: "pending", failureMessages: [] },
          {
            fullName: "sums of two",
            status: "failed",
            failureMessages: [
              "\u001b[31mAssertionError: expected 1 to be 2\u001b[39m\n    at sum.test.ts:3:4\n\n- 2\n+ 1\nmore\nand more",
            ],
          },
        ],
      },
      {
        name: join(cwd(), "src/gone.test.ts"),
        status: "failed",
        message: "Cannot find module './gone.ts'",
        assertionResults: [],
      },
    ],
  });
  expect(counts).toEqual({
    passed: 1,
    failed: 2,
    skipped: ["sums of later"],
    failures: [
      {
        file: "src/gone.test.ts",
        test: "(the file did not load)",
        message: "Cannot find module './gone.ts'",
      },
      {
        file: "src/sum.test.ts",
        test: "sums of two",
        message: "AssertionError: expected 1 to be 2\n- 2\n+ 1\nmore",
      },
    ],
  });
});

test("a report of Playwright tells the same of suites within suites", () => {
  const spec = (title: string, status: string, errors: { message: string }[] = []) => ({
    title,
    file: "chat.spec.ts",
    tests: [{ projectName: "Bun", status, results: [{ errors }] }],
  });
  const counts = countsOfPlaywright({
    suites: [
      {
        specs: [spec("two chat", "expected")],
        suites: [
          {
            specs: [
              spec("a guest enters", "unexpected", [{ message: "\u001b[2mTimed out\u001b[22m" }]),
              spec("sometimes", "flaky", [{ message: "not this time" }]),
              spec("later", "skipped"),
            ],
          },
        ],
      },
    ],
    errors: [{ message: "no browser" }],
    stats: { expected: 1, unexpected: 1, flaky: 1 },
  });
  const file = "e2e/chat.spec.ts";
  expect(counts).toEqual({
    passed: 1,
    failed: 3,
    skipped: ["Bun: later"],
    failures: [
      { file: "e2e", test: "(before any test)", message: "no browser" },
      { file, test: "Bun: a guest enters", message: "Timed out" },
      { file, test: "Bun: sometimes", message: "not this time" },
    ],
  });
});
