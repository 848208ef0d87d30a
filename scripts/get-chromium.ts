/** Makes sure that the browser tests have a Chromium: the usual way first, then the distribution's, without a window if it can be. */
import { existsSync } from "node:fs";
import { findChromium } from "../e2e/chromium.ts";
import { run } from "./test-run.ts";

const limits = { env: { DEBIAN_FRONTEND: "noninteractive" }, deadlineMs: 5 * 60_000 };

const INSTALL = ["install", "-qy", "--no-install-recommends"];

const root = process.getuid?.() === 0;

const sources = [
  () => run("playwright", ["install", ...(root ? ["--with-deps"] : []), "chromium"], limits),
  async () =>
    root &&
    (await run("apt-get", ["update", "-q"], limits)) &&
    (await run("apt-get", [...INSTALL, "chromium-headless-shell"], limits)),
  async () => root && (await run("apt-get", [...INSTALL, "chromium"], limits)),
];

for (const get of sources) {
  if (findChromium() !== undefined) break;
  await get();
}

const found = findChromium();
if (found === undefined || !existsSync(found)) {
  console.error(
    found === undefined
      ? "No Chromium: run `npx playwright install --with-deps chromium`, or set CHROMIUM_PATH to one"
      : `CHROMIUM_PATH is ${found}, where there is none`,
  );
  process.exit(1);
}
console.log(`Chromium: ${found}`);
