import { expect, type Page, test } from "@playwright/test";
import { long, times } from "../../tests/harness/long.ts";
import { ServerProcess } from "../../tests/harness/server-process.ts";
import { countRedraws, hide, MainThread, redrawsOf } from "../measures.ts";
import { unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { Writer } from "../writer.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { hasPast, hasPastSince } from "./has-past.ts";

let traffic: AsyncDisposable | undefined;
// In this order: hooks run as they are written, and the writer waits for the acks of its server.
test.afterAll(() => traffic?.[Symbol.asyncDispose]());
const server = serverForSpec(ADMIN_ENV);
test.beforeAll(async () => {
  traffic = await someTraffic(server().url);
});

/** Somebody who writes a few messages a second, so that there is something to see. */
const someTraffic = async (url: string): Promise<AsyncDisposable> => {
  const writer = await Writer.withRoom(url, unique("w"), unique("traffic"));
  let stopped = false;
  const writing = (async () => {
    while (!stopped) {
      await writer.write(["one", "two"]);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stopped = true;
      await writing;
      writer.stop();
    },
  };
};

/** Which second the screen shows. */
const shown = (page: Page): Promise<string> =>
  page.getByTestId("screen-subtitle").first().innerText();

/** Resolves after so many seconds have been shown. */
const ticks = async (page: Page, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) {
    const before = await shown(page);
    await expect.poll(() => shown(page)).not.toBe(before);
  }
};

const chart = (page: Page, name: RegExp) => page.getByRole("img", { name });

const drawStroke = async (page: Page, from: number, to: number): Promise<void> => {
  const box = await chart(page, /^Connections/)
    .locator(".u-over")
    .boundingBox();
  if (!box) throw new Error("the chart is not there");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 5 });
  await page.mouse.up();
};

/** What the dashboard says of a moment: all numbers of tiles and rows. */
const figuresOf = async (page: Page): Promise<string> => {
  const tiles = await page.getByTestId("tiles").innerText();
  const rows = await page.getByRole("table").first().locator("tbody [data-value]").allInnerTexts();
  return [tiles, ...rows].join(" | ");
};

test("E 30: twelve charts that move each second take less than a tenth of the thread, and a hidden tab draws none", {
  tag: "@timed",
}, async ({ browser }) => {
  if (long) test.setTimeout(180_000);
  const { url } = server();
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  await countRedraws(page);
  await page.setViewportSize({ width: 1440, height: 1600 });
  await admin.signIn();
  await admin.isLive();
  await expect(page.getByRole("img")).toHaveCount(12);
  const thread = await MainThread.of(page);
  await ticks(page, 2);
  const [busy, drawn, begin] = [await thread.seconds(), await redrawsOf(page), Date.now()];
  await ticks(page, times(8, 60));
  const share = (await thread.seconds()) - busy;
  const seconds = (Date.now() - begin) / 1_000;
  expect((await redrawsOf(page)) - drawn).toBeGreaterThan(12 * (seconds - 2));
  console.log(
    `main thread: ${((100 * share) / seconds).toFixed(1)} % over ${seconds.toFixed(1)} s`,
  );
  // A tenth, where nothing else has the machine; what draws all the time takes all of it anywhere.
  expect(share / seconds).toBeLessThan(long ? 0.1 : 0.4);

  await hide(page);
  const before = await redrawsOf(page);
  await ticks(page, 3);
  expect(await redrawsOf(page)).toBe(before);
  await admin.leave();
});

test("E 31: a tip stays open while numbers come, and a time that was drawn stays", async ({
  browser,
}) => {
  const { url } = server();
  const admin = await Admin.signedIn(browser, url);
  const { page } = admin;
  await admin.isLive();
  await ticks(page, 2);
  const box = await chart(page, /^Connections/)
    .locator(".u-over")
    .boundingBox();
  if (!box) throw new Error("the chart is not there");
  await page.mouse.move(box.x + box.width - 2, box.y + 40);
  const tip = page.getByTestId("chart-tip");
  await expect(tip).toBeVisible();
  const closings = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let closed = 0;
        const observer = new MutationObserver((changes) => {
          for (const { removedNodes } of changes) {
            for (const node of removedNodes) {
              if (node instanceof HTMLElement && node.dataset["testid"] === "chart-tip")
                closed += 1;
            }
          }
        });
        observer.observe(document.body, { childList: true, subtree: true });
        setTimeout(() => resolve(closed), 10_500);
      }),
  );
  await ticks(page, 10);
  await expect(tip).toBeVisible();
  expect(await closings).toBe(0);

  await drawStroke(page, 0.5, 0.9);
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  const address = page.url();
  const to = Number(new URL(address).searchParams.get("to"));
  const end = await page.evaluate((at) => new Date(at).toLocaleTimeString("en-GB"), to);
  // Until the past has come, the moment before it stays.
  await expect.poll(() => shown(page)).toContain(end);
  const moment = await shown(page);
  const beat = page.waitForResponse("**/api/admin/stats/history*").catch(() => undefined);
  await Promise.race([beat, page.waitForTimeout(3_500)]);
  expect(page.url()).toBe(address);
  expect(await shown(page)).toBe(moment);
  await admin.leave();
});

test("E 33: the past of before a restart has the servers of then, though nobody knows them now", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  // Of its own everywhere, as it is restarted: with others beside it, some of them are known still.
  await using alone = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const { url } = alone;
  const itsTraffic = await someTraffic(url);
  const admin = await Admin.signedIn(browser, url);
  const { page } = admin;
  // The last of them is not over yet: what is told of a moment is the one before.
  await hasPast(url, 2);
  const at = Date.now();
  // Else the point that the moment is in would come to be kept later, and what is told of it be another.
  await hasPastSince(url, at);
  const row = page.getByRole("table").first().locator("tbody tr[data-row]");
  await expect(row).toHaveCount(1);
  const before = (await row.getAttribute("data-row")) ?? "";
  await admin.open(`/?at=${at}`);
  await settled(page);
  const numbers = (): Promise<readonly string[]> => row.locator("[data-value]").allInnerTexts();
  const first = await numbers();
  await itsTraffic[Symbol.asyncDispose]();

  await alone.kill();
  await alone.start();
  await admin.open("/");
  await admin.isLive();
  await expect(row).not.toHaveAttribute("data-row", before);
  await admin.open(`/?at=${at}`);
  await settled(page);
  await expect(row).toHaveCount(1);
  await expect(row).toHaveAttribute("data-row", before);
  await expect(row).toContainText("ok");
  expect(await numbers()).toEqual(first);
  await expect(page.getByTestId("tiles")).toContainText("1 of 1");
  await admin.leave();
});

/** The numbers of the past, once they are there: those of now don't stand still for so long. */
const settled = async (page: Page): Promise<string> => {
  await expect(page.getByTestId("tiles")).toContainText(/\d\/s/);
  let last = "";
  const stands = async (): Promise<boolean> => {
    const before = last;
    last = await figuresOf(page);
    return last === before;
  };
  await expect.poll(stands, { intervals: [1_200] }).toBe(true);
  return last;
};

test("E 34: a moment that is still to come is live, and of one too long ago is said that nothing is kept", async ({
  browser,
}) => {
  const HOUR_MS = 3_600_000;
  const admin = await Admin.signedIn(browser, server().url, `/?at=${Date.now() + HOUR_MS}`);
  const { page } = admin;
  const bar = page.getByTestId("rewind-bar");
  await expect(page).toHaveURL(/\/admin\/$/);
  await expect(bar).toHaveCount(0);
  await expect(page.getByTestId("tiles")).toContainText(/(\d) of \1/);
  await admin.open(`/?from=${Date.now() - HOUR_MS}&to=${Date.now() + HOUR_MS}`);
  await expect(page).toHaveURL(/\/admin\/$/);
  await admin.open(`/?at=${Date.now() - 30 * HOUR_MS}`);
  await expect(bar).toContainText("Nothing is kept of then");
  await admin.open(`/?at=${Date.now() - HOUR_MS}`);
  await expect(bar).toBeVisible();
  await expect(bar).not.toContainText("Nothing is kept of then");
  await admin.leave();
});

test("E 34: the past says how long ago it is, nothing can be done in it, and live is a click away", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  await hasPast(url, 3);
  const at = Date.now() - 2 * 3_600_000;
  const admin = await Admin.signedIn(browser, url, `/servers?at=${Date.now()}`);
  const { page } = admin;
  const drain = page.getByRole("button", { name: /^Drain / });
  await expect(drain.first()).toBeDisabled();
  await admin.open(`/servers?at=${at}`);
  const bar = page.getByTestId("rewind-bar");
  await expect(bar).toContainText(/2\u00a0h ago/);
  await expect(page.getByRole("main")).toContainText("Nothing is kept of that time.");
  // The time goes along to other screens.
  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page).toHaveURL(new RegExp(`/admin/\\?at=${at}`));
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(new RegExp(`at=${at - 10_000}`));
  await page.getByRole("link", { name: "Servers", exact: true }).click();
  const clicked = Date.now();
  await page.getByRole("button", { name: "Back to live" }).click();
  await expect(bar).toBeHidden();
  await expect(drain.first()).toBeEnabled();
  expect(Date.now() - clicked).toBeLessThan(1_000);
  await expect(page).not.toHaveURL(/at=/);
  await page.keyboard.press(" ");
  await expect(bar).toContainText("Paused at");
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await admin.leave();
});

test("E 33: a time that was drawn is in the address, and a second admin sees the same numbers", async ({
  browser,
}) => {
  const { url } = server();
  const admin = await Admin.signedIn(browser, url);
  const { page } = admin;
  await admin.isLive();
  // The axis of a young server is two minutes long: the stroke below ends half a minute ago, when the last of its
  // points, ten seconds long, is kept.
  await hasPast(url, 6);
  await page.reload();
  await admin.isLive();
  await drawStroke(page, 0.5, 0.75);
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await expect(page.getByTestId("rewind-bar")).toBeVisible();
  await expect(page.getByTestId("tiles")).toContainText("Connections");
  const first = await settled(page);
  await page.reload();
  expect(await settled(page)).toBe(first);
  const second = await Admin.signedIn(browser, url, page.url().split("/admin")[1] ?? "/");
  expect(await settled(second.page)).toBe(first);
  await second.page.waitForTimeout(2_500);
  expect(await figuresOf(second.page)).toBe(first);
  await second.leave();
  await admin.leave();
});
