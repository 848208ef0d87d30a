import { expect, type Locator } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { highlightsOf, noteHighlights } from "../highlights.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

test("a reply leads to what it answers, however far back", async ({ browser }) => {
  const { url } = server();
  const room = unique("jump");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const first = await writer.write(["the very first"]);
  await writer.write(texts(300));
  writer.chat.send(writer.roomId, "the answer", { replyTo: first.seq });
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  await ana
    .message("the answer")
    .getByRole("button", { name: /In reply to/ })
    .click();
  await expect(ana.message("the very first").first()).toBeInViewport();
  // One Escape leaves what was jumped to.
  await ana.page.keyboard.press("Escape");
  await expect(ana.message("the answer")).toBeInViewport();
  await expect(ana.composer).toBeFocused();
  writer.stop();
  await ana.leave();
});

test("a link to a message opens its room around it, marks it, and leads back to the present", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("link");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(100, "early"));
  const { seq } = await writer.write(["what it is about"]);
  await writer.write(texts(200, "late"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await noteHighlights(page);
  await page.goto(`${url}/r/${writer.roomId}/${seq}`);
  await page.getByRole("button", { name: "Join the room" }).click();
  const target = ana.message("what it is about");
  await expect(target).toBeInViewport();
  await expect.poll(() => highlightsOf(page)).toEqual([String(seq)]);
  await ana.act("what it is about", "Copy link");
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.getByRole("button", { name: "Jump to the present" }).click();
  await expect(ana.message("late 200")).toBeInViewport();
  await expect(page).toHaveURL(`${url}/r/${writer.roomId}`);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a link to a message leads there again, and is left behind at the end of the room", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("again");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const { seq } = await writer.write(["what it is about"]);
  await writer.write(texts(30));
  const link = `${url}/r/${writer.roomId}/${seq}`;
  await writer.write([`see [what was said](${link})`]);
  await writer.write([...texts(40, "later"), "the last"]);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  const target = ana.message("what it is about");
  const follow = page.getByRole("link", { name: "what was said" });
  const scrollTo = async (found: Locator): Promise<void> => {
    await page.getByRole("feed").hover();
    // One step after the other: those that are not applied yet would lead past it.
    await expect(async () => {
      await page.mouse.wheel(0, 300);
      await comeToRest(page.getByRole("feed"));
      await expect(found).toBeInViewport({ timeout: 200 });
    }).toPass({ intervals: [50] });
  };
  await page.goto(link);
  await expect(target).toBeInViewport();
  for (const time of ["first", "second"]) {
    await scrollTo(follow);
    await expect(target, time).not.toBeInViewport();
    await follow.click();
    await expect(target, time).toBeInViewport();
    await expect(page, time).toHaveURL(link);
  }

  await scrollTo(ana.message("the last"));
  await expect(page).toHaveURL(`${url}/r/${writer.roomId}`);
  await page.reload();
  await expect(ana.message("the last")).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a link to one of the last messages stays in the address until one reads on", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("last");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const { seq } = await writer.write(["not the last"]);
  await writer.write(["the last"]);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await noteHighlights(page);
  await page.goto(`${url}/r/${writer.roomId}/${seq}`);
  await expect.poll(() => highlightsOf(page)).toEqual([String(seq)]);
  await expect(ana.message("not the last")).not.toHaveAttribute("data-highlighted", "");
  expect(page.url()).toBe(`${url}/r/${writer.roomId}/${seq}`);
  await writer.write(["news"]);
  await expect(ana.message("news")).toBeInViewport();
  await expect(page).toHaveURL(`${url}/r/${writer.roomId}`);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a date leads to its first message, and the beginning is a date like any", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("date");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(200));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message("message 200")).toBeInViewport();
  const open = async (): Promise<void> => {
    await page.getByRole("button", { name: "Room menu" }).click();
    await page.getByRole("menuitem", { name: "Jump to a date" }).click();
  };
  await open();
  await page.getByRole("button", { name: "The very beginning" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByText("This is where it begins.")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(ana.message("message 200")).toBeInViewport();
  await open();
  await page.getByRole("button", { name: "Today", exact: true }).click();
  await expect(ana.message(/^message 1$/)).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("the day of what is in view floats over it for a while, and its line too opens the days, under a finger", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("days");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(200));
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message("message 200")).toBeInViewport();
  const dialog = page.getByRole("dialog", { name: "Jump to a date" });
  /** A fingertip's breadth below its middle. */
  const tapBeside = async (day: Locator): Promise<void> => {
    const box = await day.boundingBox();
    if (box) await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2 + 20);
  };
  const feed = page.getByRole("feed");
  const floating = page.locator("[aria-hidden=true] > button", { hasText: "Today" });
  await expect(floating.locator("..")).toHaveCSS("opacity", "0");
  await feed.hover();
  await expect(async () => {
    // A tap may be answered late: what it opens is loaded first.
    if (await dialog.isVisible()) return;
    // Further up the window does not hold the line of the day, and above all the floating one says it.
    await page.mouse.wheel(0, -200);
    await expect(floating.locator("..")).toHaveCSS("opacity", "1", { timeout: 500 });
    await tapBeside(floating);
    await expect(dialog).toBeVisible({ timeout: 500 });
  }).toPass();
  await dialog.getByRole("button", { name: "The very beginning" }).tap();
  await expect(page.getByText("This is where it begins.")).toBeInViewport();
  await expect(dialog).toBeHidden();
  await comeToRest(feed);
  await tapBeside(feed.getByRole("button", { name: "Today" }));
  await expect(dialog).toBeVisible();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
