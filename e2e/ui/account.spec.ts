import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { waitForFiles } from "../browser.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const ADMIN = { username: "root-admin", password: "a very long admin password" };
const PASSWORD = "correct horse battery";
const server = serverForSpec({
  RATE_LIMITS: "off",
  ADMIN_USERNAME: ADMIN.username,
  ADMIN_PASSWORD: ADMIN.password,
});

const settings = async (page: Page, section: string): Promise<void> => {
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("tab", { name: section }).click();
};
const signIn = async (page: Page, username: string, password: string): Promise<void> => {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
};
const signOut = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
};
const findAsAdmin = async (
  api: APIRequestContext,
  url: string,
  username: string,
): Promise<{ headers: { Authorization: string }; user: { id: string } }> => {
  const login = await api.post(`${url}/api/admin/login`, { data: ADMIN });
  const { access_token } = (await login.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${access_token}` };
  const found = await api.get(`${url}/api/admin/users?query=${username}`, { headers });
  const { users } = (await found.json()) as { users: { id: string; username: string }[] };
  const user = users.find((one) => one.username === username);
  if (!user) throw new Error(`No user is called ${username}`);
  return { headers, user };
};
const resetCode = async (
  api: APIRequestContext,
  url: string,
  username: string,
): Promise<string> => {
  const { headers, user } = await findAsAdmin(api, url, username);
  const made = await api.post(`${url}/api/admin/users/${user.id}/reset_code`, { headers });
  return ((await made.json()) as { code: string }).code;
};

test("a new name is everywhere at once, also on what was written before", async ({ browser }) => {
  const { url } = server();
  const room = unique("names");
  const ana = await Person.registered(browser, url, unique("ana"), { displayName: "Ana" });
  const bea = await Person.registered(browser, url, unique("bea"), {
    viewport: { width: 1440, height: 900 },
  });
  await ana.createRoom(room, "Public");
  await ana.send("before");
  await bea.joinByName(room);
  await expect(bea.message("before")).toContainText("Ana");
  await settings(ana.page, "Profile");
  await ana.page.getByLabel("Display name").fill("Anastasia");
  await ana.page.getByRole("button", { name: "Save" }).click();
  await expect(ana.page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await expect(bea.message("before")).toContainText("Anastasia");
  await expect(bea.page.getByRole("region", { name: "Members" })).toContainText("Anastasia");
  await ana.leave();
  await bea.leave();
});

test("the password is changed, and other sessions end; a wrong one is told beside its field", async ({
  browser,
}) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const elsewhere = await Person.at(browser, url);
  await elsewhere.page.goto(url);
  await signIn(elsewhere.page, name, PASSWORD);
  await expect(elsewhere.page.getByRole("button", { name: "My menu" })).toBeVisible();

  await settings(ana.page, "Password");
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByLabel("Current password").fill("not the password");
  await dialog.getByLabel("New password").fill("another long password");
  await dialog.getByRole("button", { name: "Change the password" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("That is not your password.");
  await expect(dialog.getByLabel("New password")).toHaveValue("another long password");
  await dialog.getByLabel("Current password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Change the password" }).click();
  await expect(dialog.getByText("The password is changed")).toBeVisible();
  await expect(elsewhere.page.getByText("Your session has ended.")).toBeVisible();
  await elsewhere.page.getByRole("button", { name: "Sign in again" }).click();
  await signIn(elsewhere.page, name, "another long password");
  await expect(elsewhere.page.getByRole("button", { name: "My menu" })).toBeVisible();
  await ana.leave();
  await elsewhere.leave();
});

test("a forgotten password is set anew with a code, which works once", async ({ browser }) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const { page } = ana;
  await signOut(page);
  const code = await resetCode(page.request, url, name);
  await page.getByLabel("Username").fill(name);
  await page.getByRole("button", { name: "Forgot your password?" }).click();
  const form = page.getByRole("form", { name: "New password" });
  await expect(form.getByLabel("Username")).toHaveValue(name);
  await form.getByLabel("Code").fill("not the code");
  await form.getByLabel("New password").fill("brand new password");
  await form.getByRole("button", { name: "Set the password" }).click();
  await expect(form.getByRole("alert")).toContainText("The code is wrong, used or expired");
  await form.getByLabel("Code").fill(code);
  await form.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("The new password is set.")).toBeVisible();
  await signIn(page, name, "brand new password");
  await expect(page.getByRole("button", { name: "My menu" })).toBeVisible();
  await ana.leave();
});

test("sessions are listed by device, and one that is ended is out", async ({ browser }) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const phone = await Person.at(browser, url);
  await phone.page.goto(url);
  await signIn(phone.page, name, PASSWORD);
  await expect(phone.page.getByRole("button", { name: "My menu" })).toBeVisible();
  await settings(ana.page, "Sessions");
  const rows = ana.page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("This device");
  await expect(rows.first()).toContainText(/Chrome on Linux/);
  await rows.nth(1).getByRole("button", { name: "End this session" }).click();
  await expect(rows).toHaveCount(1);
  await expect(phone.page.getByText("Your session has ended.")).toBeVisible();
  await ana.leave();
  await phone.leave();
});

test("who is banned is told so by an alert, at once", async ({ browser }) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  await ana.createRoom(unique("room"), "Private");
  const api = await browser.newContext();
  const { headers, user } = await findAsAdmin(api.request, url, name);
  await api.request.post(`${url}/api/admin/bans`, { headers, data: { user_id: user.id } });
  await expect(ana.page.getByRole("alert")).toContainText("This account is disabled or banned.");
  await api.close();
  await ana.leave();
});

test("what was written and not sent, a draft alone or in another tab, is not thrown away unasked", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  const dialog = page.getByRole("dialog");
  await ana.composer.fill("a draft");
  await signOut(page);
  await expect(dialog).toContainText("Drafts");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await ana.composer.fill("");

  const other = await ana.tab();
  await other.page.goto(page.url());
  await expect(other.composer).toBeVisible();
  await page.context().setOffline(true);
  await other.send("written in the other tab");
  await expect(other.message("written in the other tab")).toBeVisible();
  await signOut(page);
  await expect(dialog).toContainText("1 message has not been sent, and is lost.");
  await ana.leave();
});

test("signing out empties what the browser kept, in all tabs, also without a connection", async ({
  browser,
}) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  await ana.composer.fill("a secret draft");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.getByRole("textbox", { name: /^Message / })).toHaveValue("a secret draft");
  // What asks before signing out is loaded late.
  await waitForFiles(page);
  await page.context().setOffline(true);
  await ana.send("a secret message");
  await expect(ana.message("a secret message")).toBeVisible();
  await ana.composer.fill("another draft");

  await signOut(page);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 message has not been sent, and is lost.");
  // Each goes on with a fresh page, by itself.
  const fresh = [page, other].map((tab) => tab.waitForEvent("framenavigated"));
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await Promise.all(fresh);
  await page.context().setOffline(false);
  // What the server was not told is told now: the cookie must not bring the session back.
  for (const tab of [page, other]) {
    await tab.goto(url);
    await expect(tab.getByRole("button", { name: "Sign in" })).toBeVisible();
  }
  const kept = await page.evaluate(async () => {
    const databases = await Promise.all(
      (await indexedDB.databases()).map(
        ({ name }) =>
          new Promise<string>((resolve, reject) => {
            const opening = indexedDB.open(name ?? "");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const stores = [...opening.result.objectStoreNames];
              if (stores.length === 0) {
                resolve("");
                return;
              }
              const reading = opening.result.transaction(stores);
              const found: unknown[] = [];
              for (const store of stores) {
                const all = reading.objectStore(store).getAll();
                all.onsuccess = () => found.push(...all.result);
              }
              reading.oncomplete = () => resolve(JSON.stringify(found));
            };
          }),
      ),
    );
    return [...databases, JSON.stringify(localStorage)].join("\n");
  });
  expect(kept).not.toContain("secret");
  expect(kept).not.toContain("draft");
  await signIn(page, name, PASSWORD);
  await expect(page.getByRole("button", { name: "My menu" })).toBeVisible();
  await ana.leave();
});

test("deleting the account takes its name and its password, and leaves nothing to sign in with", async ({
  browser,
}) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const { page } = ana;
  await settings(page, "Delete account");
  const dialog = page.getByRole("dialog");
  const action = dialog.getByRole("button", { name: "Delete my account" });
  await expect(action).toBeDisabled();
  await dialog.getByLabel(/to delete your account/).fill(name);
  const password = dialog.getByRole("tabpanel").getByLabel("Password");
  await password.fill("not the password");
  await action.click();
  await expect(dialog.getByRole("alert")).toHaveText("That is not your password.");
  await password.fill(PASSWORD);
  await action.click();
  await expect(page.getByText("Your account is deleted.")).toBeVisible();
  await signIn(page, name, PASSWORD);
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password.");
  ana.expectNoErrors();
  await ana.leave();
});

test("a guest becomes an account, with the same name, rooms and messages", async ({ browser }) => {
  const { url } = server();
  const room = unique("g").slice(-12);
  const taken = unique("taken");
  await (await Person.registered(browser, url, taken)).leave();
  const guest = await Person.guest(browser, url, "Zed");
  const { page } = guest;
  const mine = page.getByRole("button", { name: "My menu" });
  await expect(mine).toContainText(/\d{5}/);
  const number = /\d{5}/.exec(await mine.innerText())?.[0];
  await guest.createRoom(room, "Ephemeral");
  await guest.send("as a guest");
  await expect(guest.message("as a guest")).toHaveAttribute("data-seq", /\d+/);
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: /Keep this name/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(`Guest ${number ?? ""}`);
  const name = unique("zed");
  await dialog.getByLabel("Username").fill(taken);
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Create account" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("This username is taken.");
  await dialog.getByLabel("Username").fill(name);
  await dialog.getByRole("button", { name: "Create account" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "My menu" })).toContainText(`@${name}`);
  await expect(guest.roomLink(room)).toBeVisible();
  await guest.send("as an account");
  await expect(guest.message("as an account")).toHaveAttribute("data-seq", /\d+/);
  await page.reload();
  await expect(guest.message("as a guest")).toBeVisible();
  await expect(page.getByRole("button", { name: "My menu" })).toContainText("Zed");
  guest.expectNoErrors();
  await guest.leave();
});

test("density, language and sounds are chosen in the settings, and kept", async ({ browser }) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  const html = page.locator("html");
  await settings(page, "Appearance");
  await page.getByRole("radio", { name: "Compact" }).focus();
  await page.keyboard.press("Space");
  await expect(html).toHaveAttribute("data-density", "compact");
  await page.getByRole("tab", { name: "Notifications" }).click();
  const sounds = page.getByRole("switch", { name: "Sounds" });
  await expect(sounds).not.toBeChecked();
  await sounds.click();
  await expect(sounds).toBeChecked();
  await page.getByRole("tab", { name: "Appearance" }).click();
  await page.getByLabel("Language").selectOption("ar");
  await expect(html).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("heading", { name: "الإعدادات" })).toBeVisible();
  await page.reload();
  await expect(html).toHaveAttribute("data-density", "compact");
  await expect(html).toHaveAttribute("lang", "ar");
  ana.expectNoErrors();
  await ana.leave();
});
