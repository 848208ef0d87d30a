import { expect, type Page, test } from "@playwright/test";
import { long, times } from "../../tests/harness/long.ts";
import { heapMegabytes, noteLongTasks, takeLongestTask } from "../measures.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { Churn } from "./churn.ts";
import { firstRowsMs } from "./first-rows.ts";

const server = serverForSpec(ADMIN_ENV);
const CROWD = long ? { clients: 10_000, perSecond: 500 } : { clients: 400, perSecond: 40 };
const WATCHED_MS = long ? 300_000 : 5_000;
/** How long a row that is pointed at is watched. */
const CHURNED_MS = times(1, 10_000);
/** A short run shares the machine with much else. */
const FIRST_ROWS_MS = long ? 1_000 : 3_000;

const rows = (page: Page) =>
  page.getByRole("region", { name: "Live connections" }).locator("tbody tr");

test("E 28: a crowd that comes and goes: rows at once, a heap that does not grow, no long task", {
  tag: "@timed",
}, async ({ browser }) => {
  if (long) test.setTimeout(WATCHED_MS + 300_000);
  const { url } = server();
  await using crowd = await Churn.start([url], CROWD);
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  await noteLongTasks(page);
  await admin.signIn("/health");
  await takeLongestTask(page);
  expect(await firstRowsMs(page)).toBeLessThan(FIRST_ROWS_MS);
  expect(await takeLongestTask(page)).toBeLessThan(200);

  const before = await heapMegabytes(page);
  // A collection of everything is a task, too.
  await takeLongestTask(page);
  const watched = Date.now();
  await expect
    .poll(() => Date.now() - watched, { timeout: WATCHED_MS + 10_000, intervals: [1_000] })
    .toBeGreaterThan(WATCHED_MS);
  expect(await takeLongestTask(page)).toBeLessThan(200);
  expect((await heapMegabytes(page)) - before).toBeLessThan(20);
  expect(crowd.size).toBeGreaterThan(CROWD.clients / 2);
  await admin.leave();
});

test("E 29: a row that is pointed at or focused keeps its place while others come and go", async ({
  browser,
}) => {
  const { url } = server();
  await using _crowd = await Churn.start([url], { clients: 120, perSecond: 10 });
  const admin = await Admin.signedIn(browser, url, "/clients");
  const { page } = admin;
  const row = rows(page).nth(10);
  await row.hover();
  const id = await row.getAttribute("data-row");
  const place = await row.boundingBox();
  const pill = page.getByRole("button", { name: /\d+ changes? Refresh/ });
  await expect(pill).toBeVisible();
  // Other answers come, and move nothing either.
  const began = Date.now();
  do {
    await page.waitForResponse((response) => response.url().includes("/api/admin/clients"));
    expect(await row.getAttribute("data-row")).toBe(id);
    expect(await row.boundingBox()).toEqual(place);
  } while (Date.now() - began < CHURNED_MS);
  await pill.click();
  await expect(rows(page).first()).toBeVisible();

  // By keys alone, too.
  await page.mouse.move(0, 0);
  await rows(page).first().focus();
  await page.keyboard.press("ArrowDown");
  const focused = rows(page).nth(1);
  await expect(focused).toBeFocused();
  const focusedId = await focused.getAttribute("data-row");
  await expect(pill).toBeVisible();
  expect(await focused.getAttribute("data-row")).toBe(focusedId);
  await expect(focused).toBeFocused();
  await admin.leave();
});

test("one or many are disconnected by name, and Cancel does nothing", async ({ browser }) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const admin = await Admin.signedIn(browser, url, `/clients?query=${name}`);
  const { page } = admin;
  await page.getByRole("checkbox", { name: new RegExp(`^Select ${name}`) }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Disconnect" }).click();
  const dialog = page.getByRole("dialog", { name: "Disconnect 1 connection?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("toolbar").getByRole("button", { name: "Disconnect" }).click();
  await dialog.getByRole("button", { name: "Disconnect 1" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 connection closed" })).toContainText(
    /Confirmed by (\d) of \1 servers in \d+ ms/,
  );
  // The pointer is still in the table: the row stays, and says so.
  await expect(rows(page).first()).toContainText("gone");
  await ana.leave();
  await admin.leave();
});

test("whoever disconnects by keys is back on the row, which stays, and says that it is gone", async ({
  browser,
}) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const admin = await Admin.signedIn(browser, url, `/clients?query=${name}`);
  const { page } = admin;
  const row = rows(page).first();
  await row.focus();
  await page.keyboard.press("Space");
  await page.getByRole("toolbar").getByRole("button", { name: "Disconnect" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect 1" }).focus();
  await page.keyboard.press("Enter");
  await expect(row).toContainText("gone");
  await expect(row).toBeFocused();
  await ana.leave();
  await admin.leave();
});

test("what is chosen is what is there: another filter, and whoever goes, take themselves out", async ({
  browser,
}) => {
  const { url } = server();
  const name = unique("crowd");
  const people: Person[] = [];
  for (const end of ["a", "b", "c"]) {
    people.push(await Person.registered(browser, url, `${name}${end}`));
  }
  const admin = await Admin.signedIn(browser, url, `/clients?query=${name}`);
  const { page } = admin;
  const toolbar = page.getByRole("toolbar");
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await expect(toolbar).toContainText("3 selected");
  await people.pop()?.leave();
  await expect(rows(page).filter({ hasText: "gone" })).toHaveCount(1);
  await expect(toolbar).toContainText("2 selected");
  await page.getByRole("textbox", { name: "Search" }).fill(`${name}a`);
  await expect(rows(page)).toHaveCount(1);
  await expect(toolbar).toContainText("1 selected");
  await page.getByRole("textbox", { name: "Search" }).fill(unique("nobody"));
  await expect(page.getByRole("main")).toContainText("Nothing matches these filters.");
  await expect(toolbar).toHaveCount(0);
  for (const person of people) await person.leave();
  await admin.leave();
});
