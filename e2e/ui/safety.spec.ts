import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const server = serverForSpec();

test("E 21: a name that runs from right to left, or says so, moves nothing beside it", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("bidi");
  const plain = await Person.registered(browser, url, unique("p"), { displayName: "Mallory" });
  await plain.createRoom(room, "Public");
  // Digits and brackets beside it would change places, were the name not kept apart.
  const other = await Person.registered(browser, url, unique("o"), { displayName: "(אבג 12" });
  await other.joinByName(room);
  await plain.send("one");
  await other.send("two");
  await expect(plain.message("two")).toBeVisible();
  // New names cannot have them; what an older server stored can.
  await plain.page.route("**/api/rooms/*/messages?*", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll("(אבג 12", "\u202e(אבג\u061c 12");
    await route.fulfill({ response, body });
  });
  await plain.page.reload();
  await expect(plain.message("two")).toBeVisible();
  for (const text of ["one", "two"]) {
    // What was kept is shown at once, and the page that comes from the server takes its place.
    await expect(async () => {
      const name = await plain.message(text).locator("bdi").first().boundingBox();
      const time = await plain.message(text).locator("time").first().boundingBox();
      if (name === null || time === null) throw new Error("a message without its head");
      expect(time.x).toBeGreaterThanOrEqual(name.x + name.width);
    }).toPass();
  }
  await plain.leave();
  await other.leave();
});

test("E 21: two guests of one nickname differ in number and hue", async ({ browser }) => {
  const { url } = server();
  const room = unique("g").slice(-12);
  const one = await Person.guest(browser, url, "Zed");
  await one.createRoom(room, "Ephemeral");
  const two = await Person.guest(browser, url, "Zed");
  await two.joinByName(room);
  await one.send("from one");
  await two.send("from two");
  await expect(one.message("from two")).toBeVisible();
  const looks = async (text: string): Promise<{ number: string; hue: string }> => {
    const row = one.message(text);
    return {
      number: /\d{5}/.exec((await row.getAttribute("aria-label")) ?? "")?.[0] ?? "",
      hue: (await row.locator(".avatar").first().getAttribute("style")) ?? "",
    };
  };
  const [first, second] = [await looks("from one"), await looks("from two")];
  expect(first.number).not.toBe("");
  expect(first.number).not.toBe(second.number);
  // Of twelve hues two ids may share one; the number then tells them apart.
  expect(first.hue).toMatch(/--avatar-hue: ?\d+/);
  const id = async (text: string): Promise<string | null> =>
    one.message(text).locator("[title]").first().getAttribute("title");
  expect(await id("from one")).not.toBe(await id("from two"));
  await one.leave();
  await two.leave();
});
