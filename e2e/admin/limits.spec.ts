import { expect, type Locator, test } from "@playwright/test";
import type { Settings } from "../../src/protocol/settings.ts";
import { adminToken, Rest } from "../../tests/harness/rest.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("limits that another admin set meanwhile are shown, and not written over", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const inForce = () => rest.ok<Settings>("GET", "/api/admin/settings", { token });
  const admin = await Admin.signedIn(browser, url, "/limits");
  const main = admin.page.getByRole("main");
  const mine = main.getByLabel("Sign-ins: at most");
  const before = await inForce();
  await mine.fill("7");
  const { limits } = before;
  const theirs = { ...before, limits: { ...limits, register: { ...limits.register, window: 3 } } };
  await rest.ok("PUT", "/api/admin/settings", { token, body: theirs });

  await main.getByRole("button", { name: "Set the limits" }).click();
  const dialog = admin.page.getByRole("dialog", { name: "Set 1 limit?" });
  await dialog.getByRole("button", { name: "Set the limits" }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    "Another admin changed the limits meanwhile",
  );
  expect(await inForce()).toEqual(theirs);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await main.getByRole("button", { name: "Take theirs" }).click();
  await expect(mine).toHaveValue(String(limits.login.window));
  await expect(main.getByLabel("New accounts: at most")).toHaveValue("3");
  await admin.leave();
});

test("of two who set limits in the same moment the one who was overtaken is told", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const admin = await Admin.signedIn(browser, url, "/limits");
  const { page } = admin;
  const mine = page.getByRole("main").getByLabel("Sign-ins: at most");
  const before = await rest.ok<Settings>("GET", "/api/admin/settings", { token });
  await mine.fill("8");
  const { limits } = before;
  const theirs = { ...before, limits: { ...limits, register: { ...limits.register, window: 4 } } };
  await page.route("**/api/admin/settings", async (route) => {
    if (route.request().method() !== "PUT") return route.fallback();
    const response = await route.fetch();
    await rest.ok("PUT", "/api/admin/settings", { token, body: theirs });
    return route.fulfill({ response });
  });
  await page.getByRole("button", { name: "Set the limits" }).click();
  const dialog = page.getByRole("dialog", { name: "Set 1 limit?" });
  await dialog.getByRole("button", { name: "Set the limits" }).click();
  await expect(page.getByText("Somebody else set others in the same moment.")).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(mine).toHaveValue(String(limits.login.window));
  await admin.leave();
});

test("of two admins who set limits in the same moment one sets them, and the other is told", async ({
  browser,
}) => {
  const { url } = server();
  const admins = [
    await Admin.signedIn(browser, url, "/limits"),
    await Admin.signedIn(browser, url, "/limits"),
  ];
  const both = Promise.withResolvers<void>();
  let setting = 0;
  for (const [index, { page }] of admins.entries()) {
    await page.route("**/api/admin/settings", async (route) => {
      if (route.request().method() !== "PUT") return route.fallback();
      setting += 1;
      if (setting === admins.length) both.resolve();
      await both.promise;
      return route.continue();
    });
    await page.getByLabel("Connections: at most").fill(String(70 + index));
    await page.getByRole("button", { name: "Set the limits" }).click();
  }
  const confirm = ({ page }: Admin) =>
    page.getByRole("dialog").getByRole("button", { name: "Set the limits" });
  for (const admin of admins) await confirm(admin).click();
  const saved = admins.map(({ page }) => page.getByText("The new limits are in force"));
  const refused = admins.map(({ page }) => page.getByRole("dialog").getByRole("alert"));
  const count = async (shown: readonly Locator[]): Promise<number> =>
    (await Promise.all(shown.map((one) => one.count()))).reduce((sum, n) => sum + n, 0);
  await expect
    .poll(async () => ({ saved: await count(saved), refused: await count(refused) }))
    .toEqual({ saved: 1, refused: 1 });
  for (const admin of admins) await admin.leave();
});
