import { defineConfig } from "@playwright/test";
import { long } from "../tests/harness/long.ts";
import { launchOptions } from "./chromium.ts";

const tagged = (tags: RegExp): { grep?: RegExp } => (long ? {} : { grep: tags });

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  forbidOnly: true,
  // A test that passes only sometimes does not pass.
  retries: 0,
  fullyParallel: false,
  // `npm test` takes two, but for what is tagged @timed.
  workers: 1,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Another build of the same fonts draws edges a little differently; a moved or lost thing is far more.
    toHaveScreenshot: { maxDiffPixelRatio: 0.002, threshold: 0.25, animations: "disabled" },
  },
  // One set of pictures, whatever the platform and the project.
  snapshotPathTemplate: "{testDir}/ui/pictures/{arg}{ext}",
  use: {
    browserName: "chromium",
    headless: true,
    // Playwright's video wants its own ffmpeg, which a machine with another Chromium lacks.
    video: "off",
    screenshot: "only-on-failure",
    // Pictures of every step would cost more than the steps.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: launchOptions(),
  },
  // A test's project name says which server it starts. All of the tests run against one on Node.js, and in
  // `npm run test:long` against the others too; else those that say so.
  projects: [
    { name: "node", testIgnore: "cluster/**" },
    { name: "bun", testIgnore: "cluster/**", ...tagged(/@cluster|@runtimes/) },
    { name: "deno", testIgnore: "cluster/**", ...tagged(/@cluster|@runtimes/) },
    // nginx, a server on each runtime, Redis and MongoDB.
    { name: "cluster", ...tagged(/@cluster/) },
    // The same of one runtime.
    ...(long
      ? [
          { name: "three-nodes", testIgnore: "ui/**" },
          { name: "three-buns", testIgnore: ["ui/**", "admin/**"] },
          { name: "three-denos", testIgnore: ["ui/**", "admin/**"] },
        ]
      : []),
  ],
});
