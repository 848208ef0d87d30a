import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, type Locator, test } from "@playwright/test";
import { adminToken, Rest, register } from "../../tests/harness/rest.ts";
import { ServerProcess } from "../../tests/harness/server-process.ts";
import { unique } from "../person.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

/** As someone who has the file in their hands: past the server, and past what keeps the table as it is. */
const tamper = (server: ServerProcess, sql: string): void => {
  const file = readdirSync(server.dataDir).find((name) => /\.(db|sqlite)$/.test(name));
  const db = new DatabaseSync(join(server.dataDir, file ?? "none"), { timeout: 10_000 });
  db.exec(
    `DROP TRIGGER IF EXISTS audit_is_not_changed; DROP TRIGGER IF EXISTS audit_is_not_removed; ${sql}`,
  );
  db.close();
};

/** Bans these addresses, one row of the log each. */
const ban = async ({ page, url }: Admin, addresses: readonly string[]): Promise<void> => {
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = ADMIN_ENV;
  const login = await page.request.post(`${url}/api/admin/login`, { data: { username, password } });
  const { access_token } = (await login.json()) as { access_token: string };
  for (const ip of addresses) {
    const answer = await page.request.post(`${url}/api/admin/bans`, {
      headers: { authorization: `Bearer ${access_token}` },
      data: { ip, reason: `about ${ip}` },
    });
    expect(answer.status()).toBe(201);
  }
};
const verify = async ({ page }: Admin): Promise<Locator> => {
  const panel = page.getByRole("region", { name: "Integrity of the log" });
  await panel.getByRole("button", { name: /^Verify/ }).click();
  return panel;
};
const rowsOf = ({ page }: Admin): Locator =>
  page.getByRole("region", { name: "Audit log" }).locator("tbody tr");

test("E 38: filters live in the address, and the export has the same rows", async ({ browser }) => {
  await using server = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const admin = await Admin.signedIn(browser, server.url, "/audit");
  const { page } = admin;
  await ban(admin, ["203.0.113.1", "203.0.113.2", "203.0.113.3"]);
  await page.getByLabel("Action", { exact: true }).fill("ban.");
  await page.getByLabel("Target", { exact: true }).fill("203.0.113.2");
  await expect(page).toHaveURL(/action=ban\.&target=203\.0\.113\.2$/);
  await expect(rowsOf(admin)).toHaveCount(1);
  await page.reload();
  await expect(rowsOf(admin)).toHaveCount(1);
  await expect(rowsOf(admin)).toContainText("about 203.0.113.2");

  await page.getByLabel("Target", { exact: true }).fill("");
  await expect(rowsOf(admin)).toHaveCount(3);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const stream = await (await downloading).createReadStream();
  const lines = (await stream.toArray()).join("").trim().split("\n");
  const reasons = lines.map((line) => (JSON.parse(line) as { target: string }).target);
  expect(reasons.toSorted()).toEqual(["203.0.113.1", "203.0.113.2", "203.0.113.3"]);
  await admin.leave();
});

test("E 38: a row that was tampered with is flagged, in the list and by the whole chain", async ({
  browser,
}) => {
  await using server = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const admin = await Admin.signedIn(browser, server.url, "/audit");
  const { page } = admin;
  await ban(admin, ["203.0.113.1", "203.0.113.2", "203.0.113.3"]);
  const panel = await verify(admin);
  await expect(panel).toContainText("intact");

  tamper(server, "UPDATE audit SET target = '198.51.100.9' WHERE target = '203.0.113.2'");
  await page.reload();
  const row = rowsOf(admin).filter({ hasText: "198.51.100.9" });
  await expect(row).toContainText("changed");
  await expect(page.locator("[data-fault]")).toHaveCount(1);
  await verify(admin);
  await expect(panel).toContainText("1 fault");
  await expect(panel).toContainText("Changed: it does not have the hash of what it says");
  await page.getByLabel("Action", { exact: true }).fill("nothing.");
  await panel.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("dialog", { name: "Audit row" })).toContainText("198.51.100.9");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/audit\?since=\d+&order=oldest$/);
  await expect(rowsOf(admin).first()).toContainText("198.51.100.9");
  await admin.leave();
});

test("E 38: a row whose moment is none is shown as it is, and flagged like any other", async ({
  browser,
}) => {
  await using server = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const admin = await Admin.signedIn(browser, server.url, "/audit");
  await ban(admin, ["203.0.113.1", "203.0.113.2", "203.0.113.3"]);
  tamper(server, "UPDATE audit SET at = 9007199254740991 WHERE target = '203.0.113.2'");
  await admin.page.reload();
  const row = rowsOf(admin).filter({ hasText: "about 203.0.113.2" });
  await expect(row).toContainText("9007199254740991");
  await expect(row).toContainText("changed");
  const panel = await verify(admin);
  await expect(panel).toContainText("1 fault");
  await expect(panel).toContainText("9007199254740991");
  await row.getByText("about 203.0.113.2").click();
  await expect(admin.page.getByRole("dialog")).toContainText("9007199254740991");
  await admin.leave();
});

test("E 38: a row that is missing, and one that stands elsewhere, are named", async ({
  browser,
}) => {
  await using server = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const admin = await Admin.signedIn(browser, server.url, "/audit");
  await ban(admin, ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"]);
  tamper(server, "DELETE FROM audit WHERE target = '203.0.113.3'");
  await admin.page.reload();
  await expect(rowsOf(admin).filter({ hasText: "about 203.0.113.4" })).toContainText("broken");
  const panel = await verify(admin);
  await expect(panel).toContainText("What stood before it is gone, or was rewritten");

  tamper(server, "UPDATE audit SET seq = 9999 WHERE target = '203.0.113.1'");
  await admin.page.reload();
  await verify(admin);
  await expect(panel).toContainText("It stands before the row that it follows");
  await admin.leave();
});

test("a row that is opened stays so in its address, on whichever page it is", async ({
  browser,
}) => {
  await using server = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const admin = await Admin.signedIn(browser, server.url, "/audit");
  const { page } = admin;
  await ban(
    admin,
    Array.from({ length: 60 }, (_, place) => `203.0.113.${place}`),
  );
  await page.reload();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page.getByText("Page 2", { exact: true })).toBeVisible();
  await rowsOf(admin).getByText("about 203.0.113.3", { exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "Audit row" });
  await expect(sheet).toContainText("about 203.0.113.3");
  await page.reload();
  await expect(sheet).toContainText("about 203.0.113.3");
  await expect(sheet).toContainText("Its hash is right");
  const second = await Admin.signedIn(browser, server.url);
  await second.page.goto(page.url());
  await expect(second.page.getByRole("dialog")).toContainText("about 203.0.113.3");
  await second.leave();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(page.getByText("Page 1", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/audit$/);
  // Back closes it too, before it leaves the screen.
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("link", { name: "Audit" }).click();
  await rowsOf(admin).first().click();
  await expect(sheet).toBeVisible();
  await page.evaluate(() => history.back());
  await expect(sheet).toHaveCount(0);
  await expect(page).toHaveURL(/\/audit$/);
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL(/\/admin\/$/);
  await admin.open("/audit?row=no-such-row");
  await expect(page.getByRole("main")).toContainText("is not on this page");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await admin.leave();
});

test("what was done meanwhile comes with a refresh, and into somebody's history by itself", async ({
  browser,
}) => {
  await using server = await ServerProcess.start({ runtime: "node", env: ADMIN_ENV });
  const rest = new Rest(server.url);
  const token = await adminToken(rest);
  const { user } = await register(rest, unique("ana"));
  const admin = await Admin.signedIn(browser, server.url, `/users/${user.id}`);
  const { page } = admin;
  const history = page.getByRole("region", { name: "What was done to them" }).getByRole("listitem");
  const count = await history.count();
  await page.getByRole("button", { name: "Disable account" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  // Sooner than it is read again anyway.
  await expect(history).toHaveCount(count + 1, { timeout: 5_000 });

  await admin.open("/audit?action=user.update");
  const rows = page.getByRole("table").locator("tbody tr[data-row]");
  await expect(rows).toHaveCount(1);
  await rest.ok("PATCH", `/api/admin/users/${user.id}`, { token, body: { role: "moderator" } });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(rows).toHaveCount(2);
  await admin.leave();
});
