import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";
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

test("the newest messages are read from the newest on, and older ones move nothing", async ({
  browser,
}) => {
  const { url } = server();
  const writer = await Writer.withRoom(url, unique("w"), unique("log"));
  const { seq } = await writer.write(texts(120));
  const admin = await Admin.signedIn(browser, url, `/rooms/${writer.roomId}`);
  const { page } = admin;
  await page.getByRole("button", { name: "Read the newest messages" }).click();
  const entry = (at: number) => page.locator(`[data-seq="${at}"]`);
  await expect(entry(seq)).toBeInViewport({ ratio: 1 });
  const first = Number(await page.locator("[data-seq]").first().getAttribute("data-seq"));
  const older = page.getByRole("button", { name: "Read older messages" });
  await older.scrollIntoViewIfNeeded();
  await expect(entry(first)).toBeInViewport();
  const before = await entry(first).boundingBox();
  await older.click();
  await expect(entry(first - 1)).toBeAttached();
  const after = await entry(first).boundingBox();
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
  writer.stop();
  await admin.leave();
});
