import { expect, test } from "@playwright/test";
import type { RoomRules } from "../../src/protocol/room-rules.ts";
import { adminToken, Rest } from "../../tests/harness/rest.ts";
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
  const moved = async (): Promise<number> =>
    Math.abs(((await entry(first).boundingBox())?.y ?? 0) - (before?.y ?? 0));
  await expect.poll(moved).toBeLessThanOrEqual(1);
  writer.stop();
  await admin.leave();
});

test("a room shows what goes on in it, and where; the busiest is found first", async ({
  browser,
}) => {
  const { url } = server();
  const writer = await Writer.withRoom(url, unique("busy"), unique("busy"));
  await writer.write(texts(150));
  const admin = await Admin.signedIn(browser, url, "/rooms");
  const { page } = admin;
  const head = page.getByRole("columnheader", { name: "Msg/min", exact: true });
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/[?&]sort=-busy/);
  const first = page.getByRole("region", { name: "Rooms" }).locator("tbody tr").first();
  await expect(first).toContainText(/busy.*150/);
  await first.getByRole("link").click();
  const fact = (name: string) =>
    page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) });
  await expect(fact("Messages in the last minute").getByRole("definition")).toHaveText("150");
  const where = fact("Servers").getByRole("listitem");
  await expect(where).toHaveCount(1);
  await where.getByRole("link", { name: "1 connection" }).click();
  await expect(page).toHaveURL(/\/clients\?room_id=[^&]+&server_id=/);
  await expect(
    page.getByRole("region", { name: "Live connections" }).locator("tbody tr"),
  ).toHaveCount(1);
  await admin.leave();
  writer.stop();
});

test("the way back from a room leads to the list as it was filtered and sorted", async ({
  browser,
}) => {
  const { url } = server();
  const name = unique("back");
  const writer = await Writer.withRoom(url, unique("w"), name);
  const admin = await Admin.signedIn(browser, url, `/rooms?query=${name}&kind=public&sort=name`);
  const { page } = admin;
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  const time = Date.now() - 3_600_000;
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/[?&]at=\d+/);
  expect(Number(new URL(page.url()).searchParams.get("at"))).toBeGreaterThan(time);
  await page.getByRole("main").getByRole("link", { name: "Rooms", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/rooms\?/);
  const { searchParams } = new URL(page.url());
  expect(["query", "kind", "sort"].map((key) => searchParams.get(key))).toEqual([
    name,
    "public",
    "name",
  ]);
  // The time that was chosen on the way goes along.
  expect(searchParams.get("at")).toMatch(/^\d+$/);
  writer.stop();
  await admin.leave();
});

test("lists say that they are of now while another time is looked at", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, `/rooms?at=${Date.now() - 60_000}`);
  const { page } = admin;
  const note = page.getByTestId("of-now");
  await expect(page.getByTestId("rewind-bar")).toBeVisible();
  await expect(note).toContainText("This page is of now.");
  await page.getByRole("link", { name: "Clients", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Clients" })).toBeVisible();
  await expect(note).toBeVisible();
  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page.getByTestId("tiles")).toBeVisible();
  await expect(note).toBeHidden();
  await page.getByRole("link", { name: "Rooms", exact: true }).click();
  await expect(note).toBeVisible();
  await page.getByRole("button", { name: "Back to live" }).click();
  await expect(note).toBeHidden();
  await admin.leave();
});

test("rules that another admin set meanwhile stay, and are shown before they are replaced", async ({
  browser,
}) => {
  const { url } = server();
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const writer = await Writer.withRoom(url, unique("w"), unique("ruled"));
  const path = `/api/admin/rooms/${writer.roomId}`;
  const inForce = async (): Promise<RoomRules> =>
    (await rest.ok<{ rules: RoomRules }>("GET", `${path}/rules`, { token })).rules;
  const admin = await Admin.signedIn(browser, url, `/rooms/${writer.roomId}`);
  const main = admin.page.getByRole("main");
  const words = main.getByLabel("Words that are refused");
  const save = main.getByRole("button", { name: "Save" });
  await words.fill("lottery");
  await rest.ok("PATCH", path, { token, body: { read_only: true } });
  await save.click();
  await expect(save).toBeHidden();
  expect(await inForce()).toEqual({ slow_mode_s: 0, read_only: true, word_filter: ["lottery"] });
  await expect(main.getByRole("switch", { name: "Read-only" })).toBeChecked();

  await words.fill("lottery\nwatches");
  await rest.ok("PATCH", path, { token, body: { word_filter: ["casino"] } });
  await save.click();
  await expect(main.getByRole("alert")).toContainText("Refused words: casino");
  expect((await inForce()).word_filter).toEqual(["casino"]);
  await expect(words).toHaveValue("lottery\nwatches");
  await save.click();
  await expect(save).toBeHidden();
  expect((await inForce()).word_filter).toEqual(["lottery", "watches"]);
  writer.stop();
  await admin.leave();
});

test("the overview says how many rooms there are, beside those that servers have someone of", async ({
  browser,
}) => {
  const { url } = server();
  const writers = await Promise.all(
    [1, 2, 3].map(() => Writer.withRoom(url, unique("w"), unique("counted"))),
  );
  // Rooms in which nobody is are rooms, too.
  for (const writer of writers) writer.stop();
  const { rooms } = await new Rest(url).ok<{ rooms: number }>("GET", "/api/stats");
  const admin = await Admin.signedIn(browser, url);
  const tile = admin.page.getByTestId("tiles").getByRole("link", { name: /^Rooms/ });
  await expect(tile).toContainText("Rooms with people in them");
  await expect(tile).toContainText(`${rooms} in all`);
  await admin.leave();
});
