import { expect, test } from "@playwright/test";
import { totpCode, totpStep } from "../../src/core/accounts/totp.ts";
import { ADMIN, adminToken, PASSWORD, Rest, register } from "../../tests/harness/rest.ts";
import { seriousFindings } from "../axe.ts";
import { unique } from "../person.ts";
import { firstScriptBytes } from "../sent-script.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("a deep link leads through signing in to where it says", async ({ browser }) => {
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  await admin.open("/servers?sort=-cpu");
  await expect(page.getByRole("heading", { name: "Sign in to the dashboard" })).toBeVisible();
  await page.getByLabel("Username").fill(ADMIN.ADMIN_USERNAME);
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("The name or the password is wrong");
  await expect(page.getByLabel("Username")).toHaveValue(ADMIN.ADMIN_USERNAME);
  await page.getByLabel("Password").fill(ADMIN.ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Servers", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/servers\?sort=-cpu$/);
  await admin.leave();
});

test("a session that ended is taken up again in place", async ({ browser }) => {
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  await admin.open("/servers");
  await page.getByLabel("Username").fill(ADMIN.ADMIN_USERNAME);
  await page.getByLabel("Password").fill(ADMIN.ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Servers", level: 1 })).toBeVisible();
  // The label covers what it labels.
  await page.getByRole("radio", { name: "1 h", exact: true }).check({ force: true });
  await expect(page).toHaveURL(/range=1h/);
  await page.context().clearCookies();
  await page.route("**/api/admin/stats/history*", (route) =>
    route.fulfill({ status: 401, json: { error: { code: "unauthenticated", message: "over" } } }),
  );
  // Some other question may have been first, and the dialog lie over the choice by now.
  await page.getByRole("radio", { name: "6 h", exact: true }).click({ force: true });
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await page.unroute("**/api/admin/stats/history*");
  await dialog.getByLabel("Password").fill(ADMIN.ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/range=[16]h/);
  await admin.leave();
});

test("who loses a role while the page is open sees what is left of it, and then nothing", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const { user } = await register(rest, unique("demoted"));
  const setRole = (role: string): Promise<unknown> =>
    rest.ok("PATCH", `/api/admin/users/${user.id}`, { token, body: { role } });
  await setRole("admin");
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  const data = { username: user.username, password: PASSWORD };
  expect((await page.request.post(`${url}/api/admin/login`, { data })).status()).toBe(200);
  await admin.open("/users");
  await admin.isLive();
  await setRole("moderator");
  await expect(page).toHaveURL(/\/admin\/reports/, { timeout: 20_000 });
  await expect(page.getByText("That screen is for admins")).toBeVisible();
  await expect(page.getByRole("button", { name: "My menu" })).toContainText("Moderator");
  await setRole("admin");
  await page.reload();
  await admin.isLive();
  await setRole("user");
  await expect(page.getByRole("dialog")).toContainText("Your session has ended", {
    timeout: 20_000,
  });
  await admin.leave();
});

test("a second factor is set up, asked for, and turned off by another admin when it is lost", async ({
  browser,
}) => {
  const rest = new Rest(server().url);
  const otto = await register(rest, `otto-${Date.now()}`);
  const name = otto.user.username ?? "";
  const { access_token: token } = await rest.ok<{ access_token: string }>(
    "POST",
    "/api/admin/login",
    { body: { username: ADMIN.ADMIN_USERNAME, password: ADMIN.ADMIN_PASSWORD } },
  );
  await rest.ok("PATCH", `/api/admin/users/${otto.user.id}`, { token, body: { role: "admin" } });
  const admin = await Admin.at(browser, server().url);
  const { page } = admin;
  const signIn = async (): Promise<void> => {
    await page.getByLabel("Username").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  const menu = async (item: string): Promise<void> => {
    await page.getByRole("button", { name: "My menu" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await admin.open("/");
  await signIn();
  await menu("Second factor");
  const dialog = page.getByRole("dialog", { name: "Second factor" });
  await dialog.getByRole("button", { name: "Set up an authenticator" }).click();
  await expect(dialog.getByRole("img", { name: "The key as a QR code" })).toBeVisible();
  const key = dialog.getByRole("button", { name: /^Copy [A-Z2-7]{32}$/ });
  const secret = (await key.textContent())?.trim() ?? "";
  expect(await seriousFindings(page)).toEqual([]);
  const code = dialog.getByLabel("Code of your authenticator");
  await code.fill("000000");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByRole("alert")).toContainText("This code is not right");
  // One that is good a step before and after, so that it does not matter when a step ends.
  const now = totpStep(Date.now());
  await code.fill(await totpCode(secret, now));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText("From now on signing in asks for a code.")).toBeVisible();
  await menu("Sign out");
  await signIn();
  const asked = page.getByLabel("Code of your authenticator");
  await expect(asked).toBeFocused();
  await asked.fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("This code is not right");
  await asked.fill(await totpCode(secret, now + 1));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await menu("Sign out");

  const other = await Admin.signedIn(browser, server().url, `/users/${otto.user.id}`);
  await other.page.getByRole("button", { name: "Turn off the second factor" }).click();
  await other.page
    .getByRole("dialog", { name: /^Turn off the second factor of/ })
    .getByRole("button", { name: "Turn off" })
    .click();
  await expect(other.page.getByText("No second factor")).toBeVisible();
  await other.leave();
  await signIn();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await admin.leave();
});

test("the first load is at most 130 kB of script", async () => {
  const bytes = await firstScriptBytes(server().url, "/admin/");
  console.log(`first load of the dashboard: ${(bytes / 1_000).toFixed(1)} kB of script, gzipped`);
  expect(bytes).toBeLessThanOrEqual(130_000);
});

test("signing out leaves nothing behind", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to the dashboard" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in to the dashboard" })).toBeVisible();
  await admin.leave();
});

test("keys lead to screens, and the help prints them", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await expect(page.getByRole("heading", { name: "Servers", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("10 s earlier");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitemcheckbox", { name: /single letters/ }).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { name: "Servers", level: 1 })).toBeVisible();
  await admin.leave();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious on the shell's screens: ${colorScheme}`, async ({ browser }) => {
    const admin = await Admin.at(browser, server().url, { colorScheme });
    await admin.open("/");
    await expect(admin.page.getByLabel("Username")).toBeVisible();
    expect(await seriousFindings(admin.page)).toEqual([]);
    await admin.leave();
    const inside = await Admin.signedIn(browser, server().url, "/", { colorScheme });
    const { page } = inside;
    await inside.isLive();
    for (const path of ["/", "/servers"]) {
      await inside.open(path);
      await expect(page.getByRole("row").nth(1)).toBeVisible();
      expect(await seriousFindings(page)).toEqual([]);
    }
    await inside.leave();
  });
}
