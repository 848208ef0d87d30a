import { expect, type Locator, type Page, test } from "@playwright/test";
import { adminToken, Rest, register } from "../../tests/harness/rest.ts";
import { hide, show } from "../measures.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { Churn } from "./churn.ts";

const server = serverForSpec(ADMIN_ENV);

const head = (page: Page, name: string): Locator =>
  page.getByRole("columnheader", { name, exact: true });
const rows = (page: Page, table: string): Locator =>
  page.getByRole("region", { name: table }).locator("tbody tr");
const sortBy = async (
  page: Page,
  name: string,
  order: "ascending" | "descending",
): Promise<void> => {
  await head(page, name).getByRole("button").click();
  await expect(head(page, name)).toHaveAttribute("aria-sort", order);
};
/** The order outlasts the next answer, and another reading of the page. */
const survives = async (page: Page, list: string, isSorted: () => Promise<void>): Promise<void> => {
  await isSorted();
  const again = page.waitForResponse((response) => response.url().includes(`/api/admin/${list}?`));
  await hide(page);
  await show(page);
  await again;
  await isSorted();
  await page.reload();
  await isSorted();
};

test("E 29: users are sorted by name, and by when they were seen, in the address too", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const crowd = unique("sorted");
  const people = [`${crowd}b`, `${crowd}c`, `${crowd}a`];
  for (const name of people) await register(rest, name);
  const admin = await Admin.signedIn(browser, url, `/users?query=${crowd}`);
  const { page } = admin;
  const shown = rows(page, "Users");
  await expect(shown).toContainText(people.toReversed());
  await expect(head(page, "Created")).toHaveAttribute("aria-sort", "descending");
  await sortBy(page, "User", "ascending");
  await expect(page).toHaveURL(/[?&]sort=name/);
  const sorted = people.toSorted();
  await survives(page, "users", () => expect(shown).toContainText(sorted));
  await sortBy(page, "User", "descending");
  await expect(shown).toContainText(sorted.toReversed());
  await sortBy(page, "Last seen", "descending");
  await expect(page).toHaveURL(/[?&]sort=-seen/);
  await sortBy(page, "Last seen", "ascending");
  await expect(shown).toContainText(people);
  await admin.leave();
});

test("E 29: bans are sorted by their ends, those without one last", async ({ browser }) => {
  const { url } = server();
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const hours = { "2001:db8::1": 2, "2001:db8::2": undefined, "2001:db8::3": 1 };
  for (const [ip, ends] of Object.entries(hours)) {
    const expires_at = ends === undefined ? {} : { expires_at: Date.now() + ends * 3_600_000 };
    await rest.ok("POST", "/api/admin/bans", { token, body: { ip, ...expires_at } });
  }
  const admin = await Admin.signedIn(browser, url, "/bans");
  const { page } = admin;
  const shown = rows(page, "Bans in force");
  await expect(shown).toContainText(["db8::3", "db8::2", "db8::1"]);
  await sortBy(page, "Until", "ascending");
  await expect(page).toHaveURL(/[?&]sort=expires/);
  await survives(page, "bans", () => expect(shown).toContainText(["db8::3", "db8::1", "db8::2"]));
  await sortBy(page, "Since", "descending");
  await sortBy(page, "Since", "ascending");
  await expect(shown).toContainText(["db8::1", "db8::2", "db8::3"]);
  await admin.leave();
});

test("E 29: connections are sorted by name, and a focused row keeps its place in any order", async ({
  browser,
}) => {
  const { url } = server();
  const crowd = unique("order");
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const connected = async (): Promise<number> => {
    const path = `/api/admin/clients?query=${crowd}`;
    return (await rest.ok<{ clients: unknown[] }>("GET", path, { token })).clients.length;
  };
  const people: Person[] = [];
  for (const end of ["b", "c", "a"]) {
    people.push(await Person.registered(browser, url, `${crowd}${end}`));
    // One after the other: the page is there before its connection.
    await expect.poll(connected).toBe(people.length);
  }
  const admin = await Admin.signedIn(browser, url, `/clients?query=${crowd}`);
  const { page } = admin;
  const shown = rows(page, "Live connections");
  await expect(shown).toContainText(["b", "c", "a"].map((end) => crowd + end));
  await sortBy(page, "User", "ascending");
  await expect(page).toHaveURL(/[?&]sort=user/);
  await survives(page, "clients", () =>
    expect(shown).toContainText(["a", "b", "c"].map((end) => crowd + end)),
  );
  await sortBy(page, "Connected", "ascending");
  await sortBy(page, "Connected", "descending");
  await expect(shown).toContainText(["a", "c", "b"].map((end) => crowd + end));
  for (const person of people) await person.leave();

  await using _churn = await Churn.start([url], { clients: 60, perSecond: 10 });
  await admin.open("/clients?sort=-connected");
  const row = shown.nth(5);
  await row.focus();
  const id = await row.getAttribute("data-row");
  await expect(page.getByRole("button", { name: /\d+ changes? Refresh/ })).toBeVisible();
  await page.waitForResponse((response) => response.url().includes("/api/admin/clients"));
  await expect(row).toBeFocused();
  expect(await row.getAttribute("data-row")).toBe(id);
  await admin.leave();
});
