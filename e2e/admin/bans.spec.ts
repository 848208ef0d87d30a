import { expect, type Locator, test } from "@playwright/test";
import { adminToken, Rest, register } from "../../tests/harness/rest.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

const dialogOf = (admin: Admin): Locator => admin.page.getByRole("dialog");
const choose = async (admin: Admin, name: string): Promise<void> => {
  await dialogOf(admin).getByLabel("User", { exact: true }).last().fill(name);
  await dialogOf(admin)
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .click();
};

test("E 36: a ban shows who shares the address, says who confirmed it, and is undone", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const [name, friendName] = [unique("mallory"), unique("friend")];
  const mallory = await Person.registered(browser, url, name);
  const friend = await Person.registered(browser, url, friendName);
  const admin = await Admin.signedIn(browser, url, "/bans");
  const { page } = admin;
  await page.getByRole("button", { name: "New ban" }).first().click();
  await choose(admin, name);
  const preview = page.getByTestId("ban-preview");
  await expect(preview).toContainText("Bars 1 user, with 1 of 2 live connections");
  await expect(preview.getByRole("list", { name: "Barred", exact: true })).toContainText(name);
  await expect(preview.getByRole("list", { name: /^Share an address/ })).toContainText(friendName);

  await dialogOf(admin).getByLabel("Reason").fill("spam");
  const before = Date.now();
  await dialogOf(admin).getByRole("button", { name: "Ban user" }).click();
  await expect(mallory.page.getByRole("alert")).toContainText(
    "This account is disabled or banned.",
  );
  expect(Date.now() - before).toBeLessThan(1_000);
  const notice = page.getByRole("status").filter({ hasText: `${name} is banned.` });
  await expect(notice).toContainText(/Confirmed by (\d) of \1 servers in \d+ ms: [\w-]+/);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("spam");

  const signIn = () =>
    friend.page.request.post(`${url}/api/auth/login`, {
      data: { username: name, password: "correct horse battery" },
    });
  expect((await signIn()).status()).toBe(403);
  await notice.getByRole("button", { name: "Undo" }).click();
  // Under a pointer the row stays where it is, and says that it is gone.
  await expect(row.filter({ hasNotText: "gone" })).toHaveCount(0);
  expect((await signIn()).status()).toBe(200);
  for (const person of [mallory, friend]) await person.leave();
  await admin.leave();
});

test("a range that would bar everyone or the admin who asks is refused, and nothing is done", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url, "/bans");
  await admin.page.getByRole("button", { name: "New ban" }).first().click();
  const { page } = admin;
  const dialog = dialogOf(admin);
  await dialog.getByText("Address", { exact: true }).click();
  await dialog.getByLabel("Address or CIDR").fill("2000::/4");
  await expect(dialog).toContainText("2^124 addresses");
  await expect(page.getByTestId("ban-preview")).toContainText(
    "Must be a range of /16 or narrower.",
  );
  await dialog.getByLabel("Address or CIDR").fill("127.0.0.9/8");
  await expect(dialog).toContainText("127.0.0.0 to 127.255.255.255");
  await expect(page.getByTestId("ban-preview")).toContainText("You connect from there yourself.");
  const ban = dialog.getByRole("button", { name: /^Ban 17 M/ });
  await dialog.getByLabel("Type 127.0.0.0/8 to confirm").fill("127.0.0.0/8");
  await expect(ban).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("Nobody is banned.");
  await admin.leave();
});

test("one of two bans on somebody is lifted: nobody says that they may come back", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const { user } = await register(rest, unique("twice"));
  const name = user.display_name;
  const token = await adminToken(rest);
  for (const reason of ["first", "second"]) {
    await rest.ok("POST", "/api/admin/bans", { token, body: { user_id: user.id, reason } });
  }
  const admin = await Admin.signedIn(browser, url, "/bans");
  const { page } = admin;
  await page.getByRole("button", { name: "New ban" }).first().click();
  await choose(admin, name);
  await expect(page.getByTestId("ban-preview")).toContainText(
    "2 bans are in force on this already",
  );
  await page.keyboard.press("Escape");
  await expect(dialogOf(admin)).toHaveCount(0);
  const lift = async (reason: string): Promise<void> => {
    const row = page.getByRole("row").filter({ hasText: name }).filter({ hasText: reason });
    await row.getByRole("button", { name: "Lift" }).click();
    await dialogOf(admin).getByRole("button", { name: "Lift the ban" }).click();
  };
  await lift("second");
  await expect(page.getByRole("status").filter({ hasText: name })).toHaveText(
    `This ban on ${name} is gone, and 1 other still bars them.`,
  );
  await admin.open(`/users?query=${user.id}`);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("banned");
  await page.getByRole("row").filter({ hasText: name }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("banned");
  await admin.open("/bans");
  await lift("first");
  await expect(page.getByRole("status").filter({ hasText: name })).toHaveText(
    `The ban on ${name} is lifted.`,
  );
  await admin.leave();
});

test("a ban whose answer is lost may be in force: that is said, and shown", async ({ browser }) => {
  const { url } = server();
  const { user } = await register(new Rest(url), unique("lost"));
  const admin = await Admin.signedIn(browser, url, `/users/${user.id}`);
  const { page } = admin;
  await page.route("**/api/admin/bans", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  const ban = dialogOf(admin).getByRole("button", { name: "Ban user" });
  await ban.click();
  await expect(dialogOf(admin)).toContainText("It may have been done all the same");
  await expect(page.getByTestId("ban-preview")).toContainText("1 ban is in force on this already");
  await admin.leave();
});

test("an hour is an hour, whatever the clock of the browser says", async ({ browser }) => {
  const { url } = server();
  const [ip, MINUTE] = ["203.0.113.60", 60_000];
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  await page.addInitScript((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - ms;
  }, 30 * MINUTE);
  await admin.signIn("/bans");
  await admin.isLive();
  await page.getByRole("button", { name: "New ban" }).first().click();
  const dialog = dialogOf(admin);
  await dialog.getByText("Address", { exact: true }).click();
  await dialog.getByLabel("Address or CIDR").fill(ip);
  await dialog.getByText("1 hour").click();
  await dialog.getByRole("button", { name: "Ban address" }).click();
  await expect(dialog).toHaveCount(0);
  const rest = new Rest(url);
  const { bans } = await rest.ok<{ bans: { ip?: string; expires_at?: number }[] }>(
    "GET",
    "/api/admin/bans",
    { token: await adminToken(rest) },
  );
  const made = bans.find((ban) => ban.ip === ip);
  expect(Math.abs((made?.expires_at ?? 0) - Date.now() - 60 * MINUTE)).toBeLessThan(5 * MINUTE);
  await admin.leave();
});

test("an end in the past is told at its field", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, "/bans");
  await admin.page.getByRole("button", { name: "New ban" }).first().click();
  const dialog = dialogOf(admin);
  await dialog.getByText("Address", { exact: true }).click();
  await dialog.getByLabel("Address or CIDR").fill("203.0.113.9");
  await dialog.getByText("Until…").click();
  await dialog.getByLabel("Ends").fill("2020-01-01T00:00");
  await expect(dialog.getByRole("alert")).toContainText("This moment has passed.");
  await expect(dialog.getByRole("button", { name: "Ban address" })).toBeDisabled();
  await admin.leave();
});
