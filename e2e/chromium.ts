import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** CHROMIUM_PATH, else Playwright's own, else the distribution's; undefined where there is none. */
export function findChromium(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  if (given) return given;
  return [chromium.executablePath(), "/usr/bin/chromium"].find((path) => existsSync(path));
}
