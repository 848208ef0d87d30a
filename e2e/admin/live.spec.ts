import { expect, type Page, test } from "@playwright/test";
import { adminToken, Rest } from "../../tests/harness/rest.ts";
import { settle } from "../held-answers.ts";
import { hide, show } from "../measures.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { hasPast } from "./has-past.ts";

const server = serverForSpec(ADMIN_ENV);
const STREAM = "**/api/admin/stats/live";
const HISTORY = "**/api/admin/stats/history*";

/** Every text that what matches the selector has had since the page was opened. */
const watchTexts = async (page: Page, selector: string): Promise<void> => {
  await page.addInitScript((watched) => {
    const texts = new Set<string>();
    Object.assign(window, { texts });
    const look = (): void => {
      for (const element of document.querySelectorAll(watched)) {
        texts.add(element.textContent?.trim() ?? "");
      }
    };
    new MutationObserver(look).observe(document, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  }, selector);
};
const textsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...(Reflect.get(window, "texts") as Set<string>)]);

/** A stream that is open can be cut by the page alone, and then there is none until it is let. */
const withCut = async (page: Page): Promise<(off: boolean) => Promise<void>> => {
  await page.addInitScript(() => {
    const ask = window.fetch;
    const open = new Set<AbortController>();
    let off = false;
    window.fetch = async (input, init) => {
      if (!String(input).endsWith("/stats/live")) return ask(input, init);
      if (off) throw new TypeError("cut");
      const mine = new AbortController();
      open.add(mine);
      const signals = [mine.signal, ...(init?.signal ? [init.signal] : [])];
      return ask(input, { ...init, signal: AbortSignal.any(signals) });
    };
    Object.assign(window, {
      cut: (now: boolean): void => {
        off = now;
        if (now) for (const one of open) one.abort();
        open.clear();
      },
    });
  });
  return (off) => page.evaluate((now) => Reflect.get(window, "cut")(now), off);
};

test("numbers that come no more are dimmed, and say of when they are", async ({ browser }) => {
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  const cut = await withCut(page);
  await admin.signIn();
  const stale = page.getByTestId("stale");
  const dimmed = page.locator("main .opacity-50");
  const cells = page.locator("[data-value]");
  for (const screen of ["overview", "servers", "server"]) {
    if (screen === "servers") await admin.open("/servers");
    if (screen === "server") {
      await page.getByRole("main").getByRole("table").getByRole("link").first().click();
      await expect(page.getByRole("img").first()).toBeVisible();
    } else await expect(cells.first()).toBeVisible();
    await admin.isLive();
    await expect(stale).toHaveCount(0);
    await expect(dimmed).toHaveCount(0);
    await cut(true);
    for (const width of [1_440, 1_024]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(stale).toBeInViewport();
      await expect(stale).toContainText(/As of \d\d:\d\d:\d\d, \d+\u00a0s ago/);
      await expect(dimmed.first()).toBeVisible();
      if (width === 1_440) await expect(page.getByTestId("live")).toContainText("Offline");
    }
    await cut(false);
    // It tries again less and less often.
    await expect(stale).toHaveCount(0, { timeout: 20_000 });
    await expect(dimmed).toHaveCount(0);
  }
  await admin.leave();
});

test("a stream that is not there yet is being connected to, and only where that takes its time", async ({
  browser,
}) => {
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  const held = Promise.withResolvers<void>();
  await watchTexts(page, "[data-testid=live]");
  await page.route(STREAM, async (route) => {
    await held.promise;
    await route.continue();
  });
  await admin.signIn();
  await expect(page.getByTestId("live")).toHaveText("Connecting");
  held.resolve();
  await expect(page.getByTestId("live")).toHaveText("Live");
  expect(await textsOf(page)).toEqual(["", "Connecting", "Live"]);
  await page.unroute(STREAM);
  await page.reload();
  await expect(page.getByTestId("live")).toHaveText("Live");
  await admin.leave();
});

test("a pause while nothing is heard stays when the stream makes up for what was missed", async ({
  browser,
}) => {
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  const cut = await withCut(page);
  await admin.signIn();
  await admin.isLive();
  await expect(page.locator("[data-value]").first()).toBeVisible();
  await cut(true);
  // Longer than another browser's idea of the time may be ahead of ours.
  await expect(page.getByTestId("stale")).toContainText(/([89]|\d\d)\u00a0s ago/, {
    timeout: 20_000,
  });
  await page.keyboard.press(" ");
  await expect(page).toHaveURL(/[?&]at=\d+/);
  const address = page.url();
  await cut(false);
  await expect(page.getByTestId("live")).toHaveText("Live", { timeout: 20_000 });
  await settle(page);
  expect(page.url()).toBe(address);
  await expect(page.getByTestId("rewind-bar")).toContainText("Paused at");
  await admin.leave();
});

test("seven tabs are as live as one: those that nobody looks at hold no connection", async ({
  browser,
}) => {
  // Nine loads of a page, and ten seconds until a hidden one gives up its stream.
  test.slow();
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  await admin.signIn();
  await admin.isLive();
  // Opened in the background. A browser without a window takes all its pages for seen.
  for (let tab = 0; tab < 7; tab += 1) {
    const other = await page.context().newPage();
    await other.addInitScript(() => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        get: () => "hidden",
      });
    });
    await other.goto(`${server().url}/admin/users`);
    await expect(other.getByRole("table")).toBeVisible();
  }
  await page.reload();
  await admin.isLive();
  const ended = page.waitForEvent("requestfailed", (request) =>
    request.url().endsWith("/stats/live"),
  );
  await hide(page);
  await ended;
  await show(page);
  await admin.isLive();
  await expect(page.getByTestId("stale")).toHaveCount(0);
  await admin.leave();
});

test("while the past is on its way nothing looks like an outage", async ({ browser }) => {
  test.setTimeout(120_000);
  const { url } = server();
  await hasPast(url, 3);
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  await watchTexts(page, "[data-testid=tiles] a, tbody tr");
  await page.route(HISTORY, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await admin.signIn();
  await admin.isLive();
  const tiles = page.getByTestId("tiles");
  const up = /([1-9]) of \1/;
  await expect(tiles).toContainText(up);
  /** Both were asked for: that of all, and that of the servers. */
  await expect(tiles.locator("canvas").first()).toBeVisible();
  const answered = page.waitForResponse(HISTORY);
  await page.keyboard.press(" ");
  await expect(page.getByTestId("rewind-bar")).toBeVisible();
  await expect(tiles).toContainText(up);
  await answered;
  const earlier = page.waitForResponse(HISTORY);
  await page.keyboard.press("ArrowLeft");
  await earlier;
  await expect(tiles).toContainText(up);
  // By its address alone.
  const loaded = page.waitForResponse(HISTORY);
  await page.reload();
  await loaded;
  await expect(tiles).toContainText(up);
  const texts = (await textsOf(page)).join("\n");
  expect(texts).not.toContain("0 of");
  expect(texts).not.toContain("gone");
  await admin.leave();
});

test("a pause is of the cluster's time, whatever the clock of the browser says", async ({
  browser,
}) => {
  const { url } = server();
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  await hasPast(url, 3);
  const AHEAD_MS = 600_000;
  await page.addInitScript((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, AHEAD_MS);
  await admin.signIn();
  await admin.isLive();
  const tiles = page.getByTestId("tiles");
  await expect(tiles).toContainText(/(\d) of \1/);
  const answered = page.waitForResponse("**/api/admin/stats/servers*");
  await page.keyboard.press(" ");
  await expect(page).toHaveURL(/[?&]at=\d+/);
  const at = Number(new URL(page.url()).searchParams.get("at"));
  expect(Math.abs(Date.now() - at)).toBeLessThan(AHEAD_MS / 2);
  const bar = page.getByTestId("rewind-bar");
  await expect(bar).toContainText(/Paused at.*\d+\u00a0s ago/);
  await answered;
  await expect(tiles).toContainText(/(\d) of \1/);
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(new RegExp(`at=${at - 10_000}`));
  await admin.leave();
});

for (const [seen, path] of [
  ["on a screen that was there from the start", "/"],
  ["on one that is opened when numbers are there", "/bans"],
] as const) {
  test(`after a sleep the history is read again, what was not heard is no outage: ${seen}`, async ({
    browser,
  }) => {
    const { url } = server();
    const rest = new Rest(url);
    const token = await adminToken(rest);
    const stream = await fetch(`${url}/api/admin/stats/live`, {
      headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!/data: .*\n\n/.test(text)) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    const tick = JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? "") as { readonly at: number };

    const admin = await Admin.at(browser, url);
    const { page } = admin;
    let later = 0;
    await page.route(STREAM, (route) => {
      const at = tick.at + later;
      const body = `id: ${at}\ndata: ${JSON.stringify({ ...tick, at })}\n\n`;
      return route.fulfill({ contentType: "text/event-stream", body });
    });
    await admin.signIn(path);
    await expect(page.getByTestId("live").first()).toHaveAttribute("data-status", "waiting");
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await expect(page.getByTestId("tiles")).toContainText(/\d of \d/);
    const again = page.waitForRequest((request) =>
      request.url().includes(`/stats/history?from=${tick.at + 300_000 - 900_000}`),
    );
    later = 300_000;
    await again;
    await admin.leave();
  });
}
