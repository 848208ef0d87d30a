import { expect, type Locator } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

const menu = async (person: Person, item: string): Promise<void> => {
  await person.page.getByRole("button", { name: "Room menu" }).click();
  await person.page.getByRole("menuitem", { name: item, exact: true }).click();
};
const names = (person: Person): Promise<string[]> =>
  person.page.getByRole("navigation", { name: "My rooms" }).getByRole("link").allInnerTexts();

test("unread rooms are bold, mentions have a pill of their own, muted and pinned rooms say so", async ({
  browser,
}) => {
  const { url } = server();
  const stem = unique("l");
  const [loud, other] = [`${stem}loud`, `${stem}other`];
  const handle = unique("ana");
  const writer = await Writer.withRoom(url, unique("w"), loud);
  const ana = await Person.registered(browser, url, handle);
  await ana.joinByName(loud);
  await ana.createRoom(other, "Private");
  await expect(ana.roomLink(loud)).toHaveCSS("font-weight", "400");
  await writer.write(["one", "two", `three for @${handle}`]);
  await expect(ana.roomLink(loud)).toContainText("1 mention");
  await expect(ana.roomLink(loud)).toContainText("3 unread");
  await expect(ana.roomLink(loud)).toHaveCSS("font-weight", "600");

  await menu(ana, "Pin to the top");
  const pinned = ana.page.locator("section").filter({
    has: ana.page.getByRole("heading", { name: "Pinned" }),
  });
  await expect(pinned.getByRole("link", { name: other })).toBeVisible();

  await ana.open(loud);
  await menu(ana, "Mute");
  await expect(ana.roomLink(loud).getByRole("img", { name: "Muted" })).toBeVisible();
  await ana.open(other);
  await writer.write(["psst"]);
  await expect(ana.roomLink(loud)).toContainText("1 unread");
  await expect(ana.roomLink(loud)).not.toHaveCSS("font-weight", "600");
  await expect(ana.page).toHaveTitle(/^[^(]/);
  await ana.open(loud);
  await menu(ana, "Unmute");
  await expect(ana.roomLink(loud).getByRole("img", { name: "Muted" })).toHaveCount(0);
  // Done without a question: it can be taken back at once.
  await menu(ana, "Mute");
  await expect(ana.roomLink(loud).getByRole("img", { name: "Muted" })).toBeVisible();
  await ana.page.getByRole("button", { name: "Undo" }).last().click();
  await expect(ana.roomLink(loud).getByRole("img", { name: "Muted" })).toHaveCount(0);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("the order stands still under the pointer and under the keys", async ({ browser }) => {
  const { url } = server();
  const stem = unique("f");
  const [old, recent] = [`${stem}old`, `${stem}recent`];
  const writer = await Writer.withRoom(url, unique("w"), old);
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(old);
  await ana.createRoom(recent, "Private");
  await ana.send("the newest");
  await expect(ana.message("the newest")).toHaveAttribute("data-seq", /\d+/);
  const order = async (): Promise<string[]> =>
    (await names(ana)).map((text) => (text.includes(old) ? "old" : "recent"));
  await expect.poll(order).toEqual(["recent", "old"]);

  await ana.roomLink(recent).hover();
  await writer.write(["newer still"]);
  await expect(ana.roomLink(old)).toContainText("1 unread");
  expect(await order()).toEqual(["recent", "old"]);
  await ana.page.mouse.move(900, 300);
  await expect.poll(order).toEqual(["old", "recent"]);

  await ana.send("mine again");
  await expect.poll(order).toEqual(["recent", "old"]);
  await ana.roomLink(recent).focus();
  await writer.write(["and again"]);
  await expect(ana.roomLink(old)).toContainText("2 unread");
  expect(await order()).toEqual(["recent", "old"]);
  await ana.page.keyboard.press("ArrowDown");
  await expect(ana.roomLink(old)).toBeFocused();
  await ana.composer.focus();
  await expect.poll(order).toEqual(["old", "recent"]);
  writer.stop();
  await ana.leave();
});

test("Alt+Up and Alt+Down go through the rooms, with Shift through the unread ones", async ({
  browser,
}) => {
  const { url } = server();
  const stem = unique("k");
  const [a, b, c] = [`${stem}a`, `${stem}b`, `${stem}c`];
  const writer = await Writer.withRoom(url, unique("w"), a);
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(a);
  await ana.createRoom(b, "Private");
  await ana.createRoom(c, "Private");
  await ana.composer.focus();
  // From the top: c, b, a.
  await ana.page.keyboard.press("Alt+ArrowDown");
  await expect(ana.heading(b)).toBeVisible();
  await ana.page.keyboard.press("Alt+ArrowUp");
  await expect(ana.heading(c)).toBeVisible();
  await ana.open(b);
  await writer.write(["unread"]);
  await expect(ana.roomLink(a)).toContainText("1 unread");
  await ana.open(c);
  await ana.page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(ana.heading(a)).toBeVisible();
  writer.stop();
  await ana.leave();
});

test("the presence of the other one in a direct room has three shapes, and is unknown offline", async ({
  browser,
}) => {
  const { url } = server();
  const handle = unique("bea");
  const bea = await Person.registered(browser, url, handle);
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.page.clock.install();
  await ana.page.reload();
  await ana.page.getByRole("button", { name: "New direct message" }).click();
  await ana.page.getByLabel("Name of a person").fill(handle);
  await ana.page.clock.runFor(500);
  await ana.page.getByRole("list", { name: "People" }).getByRole("button").first().click();
  await expect(ana.heading(handle)).toBeVisible();
  const link = ana.roomLink(handle);
  const mark = (state: string): Locator => link.locator(`[data-presence=${state}]`);
  await expect(mark("online")).toBeVisible();
  await expect(link).toContainText(", online");
  await bea.leave();
  // Who goes is still here for ten seconds: a reload is no departure.
  await ana.page.clock.runFor(5_000);
  await expect(mark("online")).toBeVisible();
  await expect
    .poll(async () => {
      await ana.page.clock.runFor(2_000);
      return mark("recent").count();
    })
    .toBe(1);
  // As after a sleep: one lost heartbeat, not eleven minutes of them and of waits before the next try.
  await ana.page.clock.fastForward(11 * 60_000);
  await expect(mark("offline")).toBeVisible();
  await ana.leave();
});
