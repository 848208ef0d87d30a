import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("E 39: the preview is what the chat shows; dismissed stays dismissed until the text changes", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const admin = await Admin.signedIn(browser, url, "/announcements");
  const { page } = admin;
  await page.getByRole("button", { name: "New announcement" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Text").fill("Down for ten minutes at noon");
  await dialog.getByText("Warning", { exact: true }).click();
  await expect(dialog.getByTestId("reach")).toContainText("Reaches 1 connection now");
  const preview = dialog.locator("[data-level=warning]");
  const looks = await preview.evaluate((element) => element.outerHTML);
  await dialog.getByRole("button", { name: "Announce" }).click();

  const banner = ana.page.locator("[data-level=warning]");
  await expect(banner).toContainText("Down for ten minutes at noon");
  await expect.poll(() => banner.evaluate((element) => element.outerHTML)).toBe(looks);
  await banner.getByRole("button", { name: "Dismiss" }).click();
  await expect(banner).toHaveCount(0);

  // Not for a frame: what was dismissed is known before anything is drawn.
  await ana.page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      for (const one of document.querySelectorAll("[data-level]")) seen.push(one.textContent ?? "");
    }).observe(document, { childList: true, subtree: true });
  });
  await ana.page.reload();
  await expect(ana.page.getByRole("button", { name: "My menu" })).toBeVisible();
  await expect.poll(() => ana.page.evaluate(() => document.readyState)).toBe("complete");
  expect(await ana.page.evaluate(() => Reflect.get(window, "seen"))).toEqual([]);

  await page
    .getByRole("row")
    .filter({ hasText: "Down for ten minutes" })
    .getByRole("button", { name: "Change" })
    .click();
  await dialog.getByLabel("Text").fill("Down for twenty minutes at noon");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(banner).toContainText("Down for twenty minutes at noon");
  await ana.leave();
  await admin.leave();
});
