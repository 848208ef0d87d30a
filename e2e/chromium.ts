import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";

/** Without a window of its own to draw, it takes a fifth less of a test's time than the whole browser. */
const DISTRIBUTIONS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** CHROMIUM_PATH, else Playwright's own, else the distribution's; undefined where there is none. */
export function findChromium(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  if (given) return given;
  return [chromium.executablePath(), ...DISTRIBUTIONS].find((path) => existsSync(path));
}

/** How tests and measurements start the browser. */
export function launchOptions(): LaunchOptions & { readonly args: string[] } {
  const executablePath = findChromium();
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      "--disable-quic",
      "--disable-background-networking",
      // Chromium refuses to run its sandbox as root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  };
}
