import { expect } from "@playwright/test";
import { ChatClient } from "../../src/client/chat-client.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

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

test("E 21: guests of one nickname all differ in number and hue", async ({ browser }) => {
  const { url } = server();
  const room = unique("g").slice(-12);
  const ana = await Person.guest(browser, url, "Zed");
  await ana.createRoom(room, "Ephemeral");
  // Eight ids on twelve hues by chance alone would hardly ever differ.
  const guests: ChatClient[] = [];
  for (let i = 0; i < 8; i++) {
    const guest = new ChatClient({ url });
    await guest.session.guest({ display_name: "Zed" });
    const online = guest.next("state", { matches: ({ status }) => status === "online" });
    await guest.start();
    await online;
    const { room: joined } = await guest.join({ name: room });
    guest.send(joined.id, `from ${i}`);
    guests.push(guest);
  }
  const looks: { number: string; hue: string; id: string }[] = [];
  for (const [i] of guests.entries()) {
    const row = ana.message(`from ${i}`);
    await expect(row).toHaveAttribute("aria-label", /\d{5}/);
    looks.push({
      number: /\d{5}/.exec((await row.getAttribute("aria-label")) ?? "")?.[0] ?? "",
      hue: (await row.locator(".avatar").first().getAttribute("style")) ?? "",
      id: (await row.locator("[title]").first().getAttribute("title")) ?? "",
    });
  }
  expect(looks[0]?.hue).toMatch(/--avatar-hue: ?\d+/);
  for (const part of ["number", "hue", "id"] as const) {
    expect(new Set(looks.map((look) => look[part])).size, part).toBe(guests.length);
  }
  for (const guest of guests) guest.stop();
  ana.expectNoErrors();
  await ana.leave();
});
