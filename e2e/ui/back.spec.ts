import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

test("Back closes what is open over the room, and only then leaves it", async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"), {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = ana;
  const room = unique("room");
  await ana.createRoom(room, "Public");
  const address = page.url();
  const dialog = page.getByRole("dialog");
  const menu = page.getByRole("menu");
  const openMenu = () => page.getByRole("button", { name: "Room menu" }).tap();
  const layers = [
    { layer: dialog, open: () => page.keyboard.press("Control+k") },
    { layer: dialog, open: () => page.getByRole("button", { name: /^Members:/ }).tap() },
    { layer: menu, open: openMenu },
    {
      layer: dialog,
      open: async () => {
        await openMenu();
        await page.getByRole("menuitem", { name: "Name and topic" }).tap();
      },
    },
    {
      layer: page.getByRole("searchbox").or(page.getByRole("combobox", { name: /^Search/ })),
      open: () => page.getByRole("button", { name: "Search in this room" }).tap(),
    },
  ];
  for (const { layer, open } of layers) {
    await open();
    await expect(layer).toBeVisible();
    await page.evaluate(() => history.back());
    await expect(layer).toBeHidden();
    await expect.poll(() => page.url()).toBe(address);
    await expect(ana.heading(room)).toBeVisible();
  }
  await page.evaluate(() => history.back());
  await expect(ana.roomLink(room)).toBeVisible();
  await expect(page).not.toHaveURL(address);
  ana.expectNoErrors();
  await ana.leave();
});
