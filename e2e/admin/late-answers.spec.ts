import { expect, test } from "@playwright/test";
import { holdRequests } from "../held-answers.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { hasPast, hasPastSince } from "./has-past.ts";

const server = serverForSpec(ADMIN_ENV);
const SERVERS = "**/api/admin/stats/servers*";
const HISTORY = "**/api/admin/stats/history*";
const STREAM = "**/api/admin/stats/live";

test("numbers of the moment before are dimmed, and say of when they are, until those of the past are there", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  await admin.isLive();
  await hasPast(server().url, 2);
  const stale = page.getByTestId("stale");
  const dimmed = page.locator("main .opacity-50");
  for (const path of ["/", "/servers"]) {
    await admin.open(path);
    await expect(page.locator("[data-value]").first()).toBeVisible();
    const letGo = await holdRequests(page, SERVERS);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByTestId("rewind-bar")).toBeVisible();
    await expect(stale).toContainText(/As of \d\d:\d\d:\d\d, \d+\u00a0s ago/);
    await expect(dimmed.first()).toBeVisible();
    letGo();
    await expect(stale).toHaveCount(0);
    await expect(dimmed).toHaveCount(0);
    await page.getByRole("button", { name: "Back to live" }).click();
  }
  await admin.leave();
});

test("charts of the past are dimmed beside the numbers of now until those of now are there", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  await admin.isLive();
  await hasPast(server().url, 2);
  const charts = page.getByRole("region", { name: "Charts" });
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByTestId("rewind-bar")).toBeVisible();
  await expect(charts).not.toHaveClass(/opacity-50/);
  const letGo = await holdRequests(page, HISTORY);
  await page.getByRole("button", { name: "Back to live" }).click();
  await expect(charts).toHaveClass(/opacity-50/);
  letGo();
  await expect(charts).not.toHaveClass(/opacity-50/);
  await admin.leave();
});

test("the past is there without the numbers of now", async ({ browser }) => {
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  // What they are is said only of points that these very processes made.
  await hasPastSince(server().url, Date.now());
  const letGo = await holdRequests(page, STREAM);
  await admin.signIn(`/?at=${Date.now()}`);
  const tile = page.getByTestId("tiles").getByRole("link", { name: /^Servers/ });
  await expect(tile).toContainText(/(\d) of \1/);
  await expect(page.getByTestId("live")).toHaveText("Connecting");
  letGo();
  await expect(page.getByTestId("live")).toHaveText("Live");
  await expect(tile).toContainText("Node");
  await admin.leave();
});

test("who signs out while the server can't be told is not signed in by the next page", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  const held = Promise.withResolvers<void>();
  let away = true;
  await page.route("**/api/admin/logout", async (route) => {
    await held.promise;
    await (away ? route.fulfill({ status: 503, body: "" }) : route.continue());
  });
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  // Nothing of the account is seen while that is on its way.
  await expect(page.getByRole("main")).toHaveCount(0);
  held.resolve();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  away = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await admin.leave();
});

test("a screen that takes its time to load says so, and one that can't be had leads to a fresh page", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  const CODE = /\/assets\/HealthScreen-.*\.js/;
  const held = Promise.withResolvers<void>();
  await page.route(CODE, async (route) => {
    await held.promise;
    await route.abort();
  });
  await page.getByRole("link", { name: "Health" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toBeVisible();
  held.resolve();
  await expect(page.getByText("That screen could not be loaded.")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
  await expect(page.getByRole("main", { name: "Overview" })).toBeVisible();
  await page.unroute(CODE);
  await page.getByRole("button", { name: "Load the page anew" }).click();
  await expect(page.getByRole("main", { name: "Health" })).toBeVisible();
  await admin.leave();
});

test("an export that is asked for twice says nothing of the second try", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, "/audit");
  const { page } = admin;
  const letGo = await holdRequests(page, "**/api/admin/audit/export*");
  const saved = page.waitForEvent("download");
  const button = page.getByRole("button", { name: "Export" });
  await button.click();
  await expect(button).toHaveAttribute("aria-busy");
  await button.click();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  // Now, and not once a notice has gone by itself.
  expect(await page.getByRole("button", { name: "Dismiss" }).count()).toBe(0);
  letGo();
  await saved;
  await expect(button).not.toHaveAttribute("aria-busy");
  await admin.leave();
});
