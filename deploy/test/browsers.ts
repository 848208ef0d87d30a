import { type Browser, chromium } from "@playwright/test";
import { chatOverAKill } from "../../e2e/chat-over-a-kill.ts";
import { findChromium } from "../../e2e/chromium.ts";

const launch = (): Promise<Browser> => {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--disable-quic", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
};

/** What the browser tests see on processes, on containers. */
export const browsersChat = async (
  url: string,
  kill: (server: string) => Promise<void>,
): Promise<void> => {
  const browser = await launch();
  try {
    await chatOverAKill(browser, url, kill);
  } finally {
    await browser.close();
  }
};
