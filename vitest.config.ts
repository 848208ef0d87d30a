import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findChromium } from "./e2e/chromium.ts";
import { uiConfig } from "./scripts/ui-config.ts";
import { LongestFirst } from "./tests/longest-first.ts";

/** A second, which it would be by itself, is less than a busy machine is held up. */
const expectation = { poll: { timeout: 15_000 } };

/** Set by `npm run test:long`: the same tests with the seeds, frames and kills of a full run. */
const long = process.env["TEST_LONG"] === "1";

const ofComponents = "{ui,chat-ui,admin-ui}/**/*.browser.test.ts";
const executablePath = findChromium();

export default defineConfig({
  test: {
    // A forgotten `.only` would hide the rest.
    allowOnly: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "ui/**/*.test.ts",
            "chat-ui/**/*.test.ts",
            "admin-ui/**/*.test.ts",
            "tests/lint/**/*.test.ts",
          ],
          exclude: [ofComponents],
          // Properties take their seeds anew in each run; a busy machine takes its time.
          testTimeout: 60_000,
          expect: expectation,
        },
      },
      {
        // Components and stores of the UIs, in a real browser.
        ...uiConfig({ base: "/", devPort: 5175 }),
        optimizeDeps: {
          // Found while a test runs, one would reload the page under it.
          entries: ["{chat-ui,admin-ui}/src/main.ts", "{ui,chat-ui,admin-ui}/**/*.vue"],
          include: ["vitest-browser-vue"],
        },
        test: {
          name: "components",
          include: [ofComponents],
          testTimeout: 30_000,
          expect: expectation,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 800 },
            provider: playwright({
              contextOptions: { locale: "en-GB", reducedMotion: "reduce" },
              launchOptions: {
                ...(executablePath === undefined ? {} : { executablePath }),
                args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/lint/**", "tests/sim/**"],
          testTimeout: long ? 3_600_000 : 240_000,
          // A cluster may take that long to start on a machine that has much else to do.
          hookTimeout: 240_000,
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
