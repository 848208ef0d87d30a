import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { waitUntilKept } from "../browser.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

/** Somebody who has read so many messages of a room, left it for another, and not read those that came since. */
const withUnread = async (browser: Browser, read: number, unread: number) => {
  const { url } = server();
  const room = unique("room");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(read, "old"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  const away = unique("away");
  await ana.createRoom(away, "Private");
  await writer.write(texts(unread, "new"));
  // What comes while the end is in view would be read, and followed.
  await expect(ana.roomLink(room)).toContainText(`${unread} unread`);
  return { room, away, writer, ana, page };
};

const feed = (page: Page): Locator => page.getByRole("feed");

test("E 11: a room with 150 unread opens at the first, and the line stays until it is left", async ({
  browser,
}) => {
  const { room, away, writer, ana, page } = await withUnread(browser, 40, 150);

  await ana.open(room);
  const line = page.getByRole("heading", { name: "New", exact: true });
  await expect(line).toBeInViewport();
  await expect(ana.message(/\bnew 1\b/)).toBeInViewport();
  await expect(ana.message(/\bold 40\b/)).toBeInViewport();
  const pill = page.getByRole("button", { name: "150 new messages" });
  await pill.click();
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();
  await expect(ana.roomLink(room)).not.toContainText("unread");
  // Read, and still there to go back to.
  await page.getByRole("button", { name: "150 unread", exact: true }).click();
  await expect(line).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();
  await page.getByRole("button", { name: "Hide this" }).click();
  await expect(page.getByRole("button", { name: "150 unread", exact: true })).toBeHidden();
  await ana.composer.focus();
  await page.keyboard.press("Shift+PageUp");
  await expect(line).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();

  await page.goBack();
  await expect(ana.heading(away)).toBeVisible();
  await ana.open(room);
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();
  await expect(line).toHaveCount(0);
  writer.stop();
  await ana.leave();
});

test("what is scrolled past is read, message by message; what is still in view is not", async ({
  browser,
}) => {
  const { room, writer, ana, page } = await withUnread(browser, 30, 100);
  await ana.open(room);
  const line = page.getByRole("heading", { name: "New", exact: true });
  await expect(line).toBeInViewport();
  await expect(ana.roomLink(room)).toContainText("100 unread");

  await feed(page).hover();
  await page.mouse.wheel(0, 1_500);
  await expect(line).not.toBeInViewport();
  await comeToRest(feed(page));
  const unread = async (): Promise<number> =>
    Number(/(\d+) unread/.exec(await ana.roomLink(room).innerText())?.[1] ?? 0);
  await expect.poll(unread).toBeLessThan(100);
  // The first message whose end is in view is the first that is not read.
  const first = await feed(page).evaluate((list) => {
    const { top } = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll("article")];
    const row = rows.find((article) => article.getBoundingClientRect().bottom > top + 1);
    return Number(/new (\d+)/.exec(row?.textContent ?? "")?.[1]);
  });
  await expect.poll(unread).toBe(100 - (first - 1));
  // There one goes on, also after a reload.
  await expect(async () => {
    await page.reload();
    await expect(ana.roomLink(room)).toContainText(`${100 - (first - 1)} unread`, {
      timeout: 1_000,
    });
  }).toPass();
  await expect(line).toBeInViewport();
  await expect(ana.message(new RegExp(`\\bnew ${first}\\b`))).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a start from the cache opens at the first unread, however late its page comes", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("late");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await ana.createRoom(unique("away"), "Private");
  const unread = texts(100, "new");
  await writer.write(unread);
  await expect(ana.roomLink(room)).toContainText("100 unread");
  await ana.open(room);
  const line = page.getByRole("heading", { name: "New", exact: true });
  await expect(line).toBeInViewport();
  // What is kept is the room's end, and begins behind the first unread.
  await waitUntilKept(page, unread[99] ?? "");

  const answered = Promise.withResolvers<void>();
  await page.route("**/messages?*", async (route) => {
    await answered.promise;
    await route.continue();
  });
  await page.reload();
  // Once it is known what came meanwhile, what is kept is no place to begin at.
  await expect(page.locator("[aria-busy=true]")).toBeVisible();
  await expect(line).toHaveCount(0);
  answered.resolve();
  await expect(ana.message(/\bnew 1\b/)).toBeInViewport();
  await expect(line).toBeInViewport();
  await expect(ana.roomLink(room)).toContainText("100 unread");
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("what is sent among the unread without a connection is shown and waits, and leaves them unread until it is taken", async ({
  browser,
}) => {
  const { room, writer, ana, page } = await withUnread(browser, 40, 150);
  // What came while the page was open would be in the window.
  await page.reload();
  await ana.open(room);
  await expect(ana.message(/\bnew 1\b/)).toBeInViewport();

  await page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  await ana.send("from the past");
  const own = ana.message("from the past");
  await expect(own).toBeInViewport();
  await expect(own.getByText("Waits for the connection")).toBeVisible();
  // It follows what is not shown, not the last that is.
  await expect(page.getByText("Newer messages are not shown here")).toBeInViewport();
  await expect(page.getByText("The server can't be reached right now.")).toBeVisible();
  await expect(ana.roomLink(room)).toContainText("150 unread");

  await page.context().setOffline(false);
  await expect(own).toHaveAttribute("data-seq", /\d+/);
  await expect(own).toBeInViewport();
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();
  await expect(page.getByText("Newer messages are not shown here")).toHaveCount(0);
  await expect(ana.roomLink(room)).not.toContainText("unread");
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("coming back to a few long unread messages that were never drawn ends at their line, and reads none of them", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("room");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const early = await writer.write(texts(1, "early"));
  await writer.write(texts(150, "old"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await ana.createRoom(unique("away"), "Private");
  // Each is taken for one line until it is drawn: all of them together for less than the view is high.
  const long = texts(20, "new").map((text) => `${text} ${"and on it goes ".repeat(60)}`);
  await writer.write(long);
  await expect(ana.roomLink(room)).toContainText("20 unread");

  await page.goto(`${url}/r/${writer.roomId}/${early.seq}`);
  await expect(ana.message("early 1")).toBeInViewport();
  await page.keyboard.press("Escape");
  const line = page.getByRole("heading", { name: "New", exact: true });
  await expect(line).toBeInViewport();
  await expect(ana.message(/\bnew 1\b/)).toBeInViewport();
  // What was read by then is told before the page goes.
  await page.goto(url);
  await expect(ana.roomLink(room)).toContainText("20 unread");
  await ana.open(room);
  await expect(line).toBeInViewport();
  await page.goto(url);
  await expect(ana.roomLink(room)).toContainText("20 unread");
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
