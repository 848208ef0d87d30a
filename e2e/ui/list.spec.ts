import { expect, type Locator, type Page, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

const feed = (page: Page): Locator => page.getByRole("feed");
const fromEnd = (page: Page): Promise<number> =>
  feed(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
const scrollUp = async (page: Page, by: number): Promise<void> => {
  await feed(page).hover();
  await page.mouse.wheel(0, -by);
  // Wheel events are applied in a later frame.
  await expect.poll(() => fromEnd(page)).toBeGreaterThan(Math.min(by, 200) - 1);
};
/** The top of the row of `key` on the screen. */
const topOf = (page: Page, key: string): Promise<number> =>
  page.evaluate(
    (k) => document.querySelector(`[data-key="${k}"]`)?.getBoundingClientRect().top ?? Number.NaN,
    key,
  );
/** The key of a row in the middle of the view. */
const middleRow = (page: Page): Promise<string> =>
  feed(page).evaluate((list) => {
    const box = list.getBoundingClientRect();
    const at = document.elementFromPoint(box.left + 200, box.top + box.height / 2);
    return at?.closest("[data-key]")?.getAttribute("data-key") ?? "";
  });

test("older messages come in above without moving what is read", async ({ browser }) => {
  const { url } = server();
  const room = unique("old");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(400));
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  const { page } = ana;
  await expect(ana.message("message 400")).toBeVisible();
  await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);

  let release: (() => void) | undefined;
  await page.route(/messages\?.*before=/, async (route) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    await route.continue();
  });
  for (let round = 0; round < 3; round++) {
    release = undefined;
    while (release === undefined) {
      await scrollUp(page, 400);
    }
    const height = await feed(page).evaluate((list) => list.scrollHeight);
    const key = await middleRow(page);
    const before = await topOf(page, key);
    (release as () => void)();
    await expect
      .poll(() => feed(page).evaluate((list) => list.scrollHeight))
      .toBeGreaterThan(height);
    // Rows above are measured in the frames after.
    await page.waitForTimeout(300);
    expect(Math.abs((await topOf(page, key)) - before)).toBeLessThanOrEqual(1);
  }
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("the end stays the end: new message, tall reaction, edit, growing composer", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("end");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const last = await writer.write(texts(80));
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  const { page } = ana;
  await expect(ana.message("message 80")).toBeVisible();
  const atEnd = () => expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
  await atEnd();
  await writer.write(["news"]);
  await expect(ana.message("news")).toBeVisible();
  await atEnd();
  await writer.chat.react(writer.roomId, last.seq, "🎉", true);
  await expect(page.getByRole("button", { name: /^🎉\s*1/ })).toBeVisible();
  await atEnd();
  await writer.chat.edit(writer.roomId, last.seq, "much\n\nlonger\n\nthan\n\nbefore");
  await expect(ana.message("much")).toBeVisible();
  await atEnd();
  await ana.composer.fill("one\ntwo\nthree\nfour\nfive");
  await atEnd();
  writer.stop();
  await ana.leave();
});

test("scrolled up, a new message moves nothing, is counted, and a click lands on it", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("up");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(80));
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  const { page } = ana;
  await expect(ana.message("message 80")).toBeVisible();
  await scrollUp(page, 300);
  await page.waitForTimeout(300);
  const key = await middleRow(page);
  const before = await topOf(page, key);
  await writer.write(["first news", "second news"]);
  await page.getByRole("button", { name: "2 new messages" }).waitFor();
  expect(Math.abs((await topOf(page, key)) - before)).toBeLessThanOrEqual(1);
  await page.getByRole("button", { name: "2 new messages" }).click();
  await expect(ana.message("second news")).toBeInViewport();
  await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
  await expect(ana.roomLink(room)).not.toContainText("unread");
  writer.stop();
  await ana.leave();
});

test("a room with 150 unread opens at the first, and the line stays until it is left", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("fresh");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(40, "old"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await ana.createRoom(unique("away"), "Private");
  await writer.write(texts(150, "new"));
  await expect(ana.roomLink(room)).toContainText("150 unread");

  await ana.open(room);
  const line = page.getByRole("heading", { name: "New", exact: true });
  await expect(line).toBeInViewport();
  await expect(ana.message(/\bnew 1\b/)).toBeInViewport();
  await expect(ana.message(/\bold 40\b/)).toBeInViewport();
  const pill = page.getByRole("button", { name: "150 new messages" });
  await pill.click();
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();
  await expect(ana.roomLink(room)).not.toContainText("unread");
  await ana.composer.focus();
  await page.keyboard.press("Shift+PageUp");
  await expect(line).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();

  await page.goBack();
  await ana.open(room);
  await expect(ana.message(/\bnew 150\b/)).toBeInViewport();
  await expect(line).toHaveCount(0);
  writer.stop();
  await ana.leave();
});

test("thousands of messages are few rows", async ({ browser }) => {
  const { url } = server();
  const room = unique("many");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(3000));
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  const { page } = ana;
  await expect(ana.message("message 3000")).toBeVisible();
  let most = 0;
  for (let i = 0; i < 12; i++) {
    await scrollUp(page, 3000);
    most = Math.max(most, await page.locator("[data-key]").count());
  }
  expect(most).toBeLessThanOrEqual(200);
  writer.stop();
  await ana.leave();
});

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
  await ana.page.getByRole("button", { name: "Jump to the present" }).click();
  await expect(ana.message("the answer")).toBeInViewport();
  writer.stop();
  await ana.leave();
});
