import { defineConfig } from "vitest/config";

/** Set by `npm run test:long`: the same tests with the seeds, frames and kills of a full run. */
const long = process.env["TEST_LONG"] === "1";

export default defineConfig({
  test: {
    // A forgotten `.only` would hide the rest.
    allowOnly: false,
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "ui/**/*.test.ts",
            "chat-ui/**/*.test.ts",
            "tests/lint/**/*.test.ts",
          ],
          // Properties take their seeds anew in each run; a busy machine takes its time.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/lint/**", "tests/sim/**"],
          testTimeout: long ? 3_600_000 : 120_000,
          hookTimeout: 60_000,
          // Real servers share two cores, and wait for leases, clocks and disks most of the time.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "sim",
          include: ["tests/sim/**/*.test.ts"],
          // All of it computes, and nothing waits.
          maxWorkers: 2,
          testTimeout: long ? 3_600_000 : 180_000,
        },
      },
    ],
  },
});
