import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("E 29: the order survives a refresh and a reload", async ({ browser }) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const names = [unique("b-room"), unique("a-room"), unique("c-room")];
  for (const name of names) await ana.createRoom(name, "Public");
  const admin = await Admin.signedIn(browser, url, "/rooms");
  const { page } = admin;
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(page).toHaveURL(/sort=name/);
  const shown = page.getByRole("region", { name: "Rooms" }).locator("tbody tr");
  const sorted = names.toSorted();
  await expect(shown).toContainText(sorted);
  await page.waitForResponse((response) => response.url().includes("/api/admin/rooms"));
  await expect(shown).toContainText(sorted);
  await page.reload();
  await expect(shown).toContainText(sorted);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await ana.leave();
  await admin.leave();
});
