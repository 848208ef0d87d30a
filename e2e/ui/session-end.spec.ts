import { expect } from "@playwright/test";
import { holdRequests } from "../held-answers.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();
const PASSWORD = "correct horse battery";

/** As from another device, where the account's sessions are listed. */
const endSession = async ({ page, url }: Person): Promise<void> => {
  const refreshed = await page.request.post(`${url}/api/auth/refresh`);
  const headers = { authorization: `Bearer ${(await refreshed.json()).access_token}` };
  const { sessions } = await (
    await page.request.get(`${url}/api/auth/sessions`, { headers })
  ).json();
  for (const { id } of sessions) {
    await page.request.delete(`${url}/api/auth/sessions/${id}`, { headers });
  }
};

test("a guest whose session has ended is told that nobody comes back as it, and can copy what was written", async ({
  browser,
}) => {
  const guest = await Person.guest(browser, server().url, "Gus");
  const { page } = guest;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await guest.createRoom(unique("e").slice(-12), "Ephemeral");
  await guest.composer.fill("more than I want to write again");
  await page.locator("input[type=file]").setInputFiles({
    name: "chosen.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("chosen"),
  });
  await expect(page.getByText("Ready")).toBeVisible();
  await endSession(guest);
  await expect(page.getByRole("alert")).toContainText("nobody can sign in as this guest again");
  const unsent = page.getByRole("region", { name: "Not sent" }).getByRole("listitem");
  await expect(unsent).toContainText(["more than I want to write again", "chosen.txt"]);
  const download = page.waitForEvent("download");
  await unsent.getByRole("button", { name: "Download chosen.txt" }).click();
  expect((await download).suggestedFilename()).toBe("chosen.txt");
  await unsent.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "more than I want to write again",
  );
  await page.getByRole("button", { name: "Back to sign in" }).click();
  await expect(page.getByRole("tab", { name: "Guest" })).toBeVisible();
  guest.expectNoErrors();
  await guest.leave();
});

test("deleting the account ends it in the other tabs too: none says that what was written is kept", async ({
  browser,
}) => {
  const name = unique("ana");
  const ana = await Person.registered(browser, server().url, name);
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  const other = await ana.tab();
  await other.page.goto(page.url());
  await other.composer.fill("written in the other tab");

  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("tab", { name: "Delete account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/to delete your account/).fill(name);
  await dialog.getByRole("tabpanel").getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByText("Your account is deleted.")).toBeVisible();
  await expect(other.page.getByRole("tab", { name: "Sign in" })).toBeVisible();
  await expect(other.page.getByText("is kept")).toHaveCount(0);
  const kept = await other.page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).not.toContain("written");
  ana.expectNoErrors();
  await ana.leave();
});

test("while a slow sign-out is under way nothing can be written that would be lost with it", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"), {
    serviceWorkers: "block",
  });
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  const letGo = await holdRequests(page, "**/api/auth/logout");
  await page.getByRole("button", { name: "My menu" }).click();
  const asked = page.waitForRequest("**/api/auth/logout");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await asked;
  await expect(page.getByText("Loading Crosstalk")).toBeAttached();
  await expect(ana.composer).toHaveCount(0);
  letGo();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  ana.expectNoErrors();
  await ana.leave();
});
