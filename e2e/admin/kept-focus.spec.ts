import { expect, type Locator, type Page, test } from "@playwright/test";
import { adminToken, Rest } from "../../tests/harness/rest.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

const press = async (page: Page, button: Locator): Promise<void> => {
  await button.focus();
  await page.keyboard.press("Enter");
};

test("the focus goes to what is left when what had it goes, and to no place that nobody sees", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const token = await adminToken(rest);
  for (const ip of ["203.0.113.1", "203.0.113.2"]) {
    await rest.ok("POST", "/api/admin/bans", { token, body: { ip } });
  }
  const admin = await Admin.signedIn(browser, url, "/bans");
  const { page } = admin;
  const main = page.getByRole("main");
  const rows = main.locator("tbody tr[data-row]");
  await press(page, rows.first().getByRole("button", { name: "Lift" }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Lift the ban" }));
  await expect(rows).toHaveCount(1);
  await expect(rows).toBeFocused();

  // The button that began it becomes the one that stops it, and back.
  await admin.open("/audit");
  const integrity = page.getByRole("region", { name: "Integrity of the log" });
  await press(page, integrity.getByRole("button", { name: "Verify the chain" }));
  await expect(integrity.getByRole("button", { name: "Verify again" })).toBeFocused();

  await admin.open("/limits");
  const field = main.getByLabel("Sign-ins: at most");
  await field.fill("9");
  await press(page, main.getByRole("button", { name: "Set the limits" }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Set the limits" }));
  await expect(page.getByText("The new limits are in force")).toBeVisible();
  // Nothing is left to be set.
  await expect(field).toBeFocused();

  await admin.open("/");
  await admin.isLive();
  await page.getByRole("button", { name: "Pause" }).click();
  await press(page, page.getByRole("button", { name: "Back to live" }));
  await expect(main).toBeFocused();
  await admin.leave();
});

test("another screen has the focus that the keys led to, and a click beside everything leaves it there", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url, "/users");
  const { page } = admin;
  const main = page.getByRole("main");
  const row = main.locator("tbody tr[data-row]").first();
  await expect(row).toBeVisible();
  // Nobody has been anywhere yet.
  await expect(page.locator("body")).toBeFocused();
  await row.focus();
  await page.keyboard.press("Enter");
  await expect(main).not.toHaveAccessibleName("Users");
  await expect(main).toBeFocused();
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(main).toHaveAccessibleName("Bans");
  await expect(main).toBeFocused();
  await expect(main).toHaveCSS("outline-style", "solid");

  await admin.open("/");
  await admin.isLive();
  await page.getByRole("button", { name: "Pause" }).focus();
  await page.getByRole("heading", { level: 1 }).click();
  // Whatever changes on the page meanwhile.
  for (let seconds = 0; seconds < 2; seconds++) {
    const before = await page.getByTestId("screen-subtitle").innerText();
    await expect(page.getByTestId("screen-subtitle")).not.toHaveText(before);
  }
  await expect(main).toBeFocused();
  await admin.leave();
});

test("every part of a field for a time shows that it has the focus", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, "/audit");
  const { page } = admin;
  const field = page.getByLabel("From", { exact: true });
  await field.focus();
  // Day, month, year, hour, minute, and the button of the calendar.
  for (let part = 0; part < 6; part++) {
    const outline = await field.evaluate(({ parentElement }) =>
      parentElement === null ? "" : getComputedStyle(parentElement).outlineStyle,
    );
    expect(outline).toBe("solid");
    await expect(field).toBeFocused();
    await page.keyboard.press("Tab");
  }
  await admin.leave();
});
