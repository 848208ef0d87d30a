import { expect, test } from "@playwright/test";
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
