import { expect, test } from "@playwright/test";
import { Rest, register } from "../../tests/harness/rest.ts";
import { unique } from "../person.ts";
import { PHONE } from "../pictured-page.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("nobody hides somebody's page by bearing their id as a name", async ({ browser }) => {
  const { url } = server();
  const rest = new Rest(url);
  const { user } = await register(rest, unique("ana"));
  const copy = await register(rest, unique("copy"));
  const renamed = { token: copy.token, body: { display_name: user.id } };
  await rest.ok("PATCH", "/api/auth/me", renamed);
  const admin = await Admin.signedIn(browser, url, `/users/${user.id}`);
  const { page } = admin;
  await expect(page.getByRole("heading", { level: 1 })).toContainText(user.display_name);
  await expect(page.getByRole("main")).toContainText(`@${user.username}`);
  await admin.leave();
});

test("on a phone a long username leaves the name whole, and an order is said whose column has no room", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const username = unique("jonas-from-accounting");
  const jonas = await register(rest, username);
  const body = { display_name: "Jonas Weber" };
  await rest.ok("PATCH", "/api/auth/me", { token: jonas.token, body });
  const path = `/users?query=${username}&sort=-seen`;
  const admin = await Admin.signedIn(browser, url, path, { viewport: PHONE });
  const { page } = admin;
  const table = page.getByRole("region", { name: "Users" });
  const name = table.getByText("Jonas Weber", { exact: true });
  await expect(name).toBeVisible();
  const cut = await name.evaluate((box) => box.scrollWidth - box.clientWidth);
  expect(cut).toBe(0);
  const order = table.getByText("Sorted by Last seen, descending");
  await expect(order).toBeInViewport();
  await page.setViewportSize({ width: 1_440, height: 900 });
  await expect(order).toBeHidden();
  await expect(table.getByRole("columnheader", { name: "Last seen" })).toBeVisible();
  await admin.leave();
});
