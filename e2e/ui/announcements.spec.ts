import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const ADMIN = { username: "root-admin", password: "a very long admin password" };
const server = serverForSpec({
  RATE_LIMITS: "off",
  ADMIN_USERNAME: ADMIN.username,
  ADMIN_PASSWORD: ADMIN.password,
});

/** Calls of the dashboard. */
const asAdmin = async (api: APIRequestContext) => {
  const base = `${server().url}/api/admin`;
  const login = await api.post(`${base}/login`, { data: ADMIN });
  const { access_token } = await login.json();
  const headers = { authorization: `Bearer ${access_token}` };
  return {
    announce: async (data: object): Promise<string> =>
      (await (await api.post(`${base}/announcements`, { headers, data })).json()).announcement.id,
    change: (id: string, data: object) =>
      api.patch(`${base}/announcements/${id}`, { headers, data }),
    withdraw: (id: string) => api.delete(`${base}/announcements/${id}`, { headers }),
  };
};

const shown = (page: Page) => page.getByTestId("announcements");
const dismiss = (page: Page) => shown(page).getByRole("button", { name: "Dismiss" }).click();

/** Whether it was ever on the page from now on, however shortly. */
const watchFor = (page: Page) =>
  page.addInitScript(() => {
    const seen = () => document.querySelector("[data-testid=announcements]") !== null;
    Reflect.set(window, "flashed", false);
    new MutationObserver(() => {
      if (seen()) Reflect.set(window, "flashed", true);
    }).observe(document, { childList: true, subtree: true });
  });
const flashed = (page: Page) => page.evaluate(() => Reflect.get(window, "flashed"));

test("E 39: an announcement is dismissed over a reload without a flash, and shows again changed", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  const api = await browser.newContext();
  const admin = await asAdmin(api.request);
  const id = await admin.announce({ text: "Back in five minutes", level: "warning" });
  await expect(shown(page)).toContainText("Back in five minutes");
  await expect(shown(page).locator("[data-level=warning]")).toBeVisible();
  await page.reload();
  await expect(shown(page), "it is kept").toContainText("Back in five minutes");

  await dismiss(page);
  await expect(shown(page)).toBeHidden();
  await watchFor(page);
  const asked = page.waitForResponse(/\/api\/announcements$/);
  await page.reload();
  await asked;
  await expect(ana.composer).toBeVisible();
  await expect(shown(page)).toBeHidden();
  expect(await flashed(page), "at load").toBe(false);

  await admin.change(id, { text: "Back in ten minutes" });
  await expect(shown(page)).toContainText("Back in ten minutes");
  await admin.withdraw(id);
  await expect(shown(page), "withdrawn").toBeHidden();
  await api.close();
  await ana.leave();
});
