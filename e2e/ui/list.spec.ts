import { expect, type Locator, type Page } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

const feed = (page: Page): Locator => page.getByRole("feed");
const fromEnd = (page: Page): Promise<number> =>
  feed(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
const scrollUp = async (page: Page, by: number): Promise<void> => {
  const before = await fromEnd(page);
  await feed(page).hover();
  await page.mouse.wheel(0, -by);
  await expect.poll(() => fromEnd(page)).toBeGreaterThan(before + Math.min(by, 200) - 1);
  await comeToRest(feed(page));
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

test("E 7: older messages come in above without moving what is read", async ({ browser }) => {
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
  for (let round = 0; round < 5; round++) {
    release = undefined;
    // At the very top there is nothing to scroll, while what is asked for there is on its way here.
    await feed(page).hover();
    while (release === undefined) {
      await page.mouse.wheel(0, -400);
      await comeToRest(feed(page));
    }
    // From the second on, whoever reads waits at the very top for them.
    if (round > 0) {
      await page.mouse.wheel(0, -9_000);
      await expect.poll(() => feed(page).evaluate((list) => list.scrollTop)).toBe(0);
      await comeToRest(feed(page));
    }
    const height = await feed(page).evaluate((list) => list.scrollHeight);
    const key = await middleRow(page);
    const before = await topOf(page, key);
    (release as () => void)();
    await expect
      .poll(() => feed(page).evaluate((list) => list.scrollHeight))
      .toBeGreaterThan(height);
    // Rows above are measured in the frames after.
    await comeToRest(feed(page));
    expect(Math.abs((await topOf(page, key)) - before)).toBeLessThanOrEqual(1);
  }
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("E 8: the end stays the end: new message, tall reaction, edit, growing composer", async ({
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
  // So many that they take several lines.
  const many = [..."😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕😖😗😘😙"];
  for (const emoji of many) await writer.chat.react(writer.roomId, last.seq, emoji, true);
  await expect(page.getByRole("button", { name: /^😙\s*1/ })).toBeVisible();
  await atEnd();
  await writer.chat.edit(writer.roomId, last.seq, "much\n\nlonger\n\nthan\n\nbefore");
  await expect(ana.message("much")).toBeVisible();
  await atEnd();
  await ana.composer.fill("one\ntwo\nthree\nfour\nfive");
  await atEnd();
  writer.stop();
  await ana.leave();
});

test("E 9: scrolled up, a new message moves nothing, is counted, and a click lands on it", async ({
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
  const key = await middleRow(page);
  const before = await topOf(page, key);
  const pill = (name: string) => page.getByRole("button", { name, exact: true });
  await writer.write(["first news"]);
  await expect(pill("1 new message")).toBeVisible();
  await writer.write(["second news"]);
  await expect(pill("2 new messages")).toBeVisible();
  await comeToRest(feed(page));
  expect(Math.abs((await topOf(page, key)) - before)).toBeLessThanOrEqual(1);
  await pill("2 new messages").click();
  await expect(ana.message("second news")).toBeInViewport();
  await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
  await expect(ana.roomLink(room)).not.toContainText("unread");
  writer.stop();
  await ana.leave();
});

test("E 10: 20,000 messages are few rows, and scroll smoothly", { tag: "@timed" }, async ({
  browser,
}) => {
  test.slow();
  const { url } = server();
  const room = unique("many");
  const writer = await Writer.withRoom(url, unique("w"), room);
  for (let i = 0; i < 5; i++) await writer.write(texts(4_000, `part ${i} of`));
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  const { page } = ana;
  await expect(ana.message("part 4 of 4000")).toBeVisible();
  await page.evaluate(() => {
    const frames: number[] = [];
    let rows = 0;
    let before = performance.now();
    const look = (now: number): void => {
      frames.push(now - before);
      before = now;
      rows = Math.max(rows, document.querySelectorAll("[data-key]").length);
      Object.assign(window, { frames, rows });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await feed(page).hover();
  for (let i = 0; i < 60; i++) await page.mouse.wheel(0, -600);
  await expect.poll(() => fromEnd(page)).toBeGreaterThan(10_000);
  const seen = await page.evaluate(() => {
    const { frames, rows } = window as unknown as { frames: number[]; rows: number };
    return { frames, rows };
  });
  const frames = seen.frames.toSorted((a, b) => a - b);
  // Two frames of a display of 60 Hz are 33.3 ms.
  expect(frames[Math.floor(frames.length * 0.95)]).toBeLessThan(34);
  expect(seen.rows).toBeLessThanOrEqual(200);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("on a touch screen a tap on a message shows what can be done with it, and a tap there does it", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"), { hasTouch: true });
  const { page } = ana;
  await ana.createRoom(unique("touch"), "Private");
  await ana.send("under the finger");
  const row = ana.message("under the finger");
  await expect(row).toHaveAttribute("data-seq", /\d+/);
  await row.tap();
  await row.getByRole("button", { name: "Reply" }).tap();
  await expect(page.getByText(/^Reply to /)).toBeVisible();
  await expect(ana.composer).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
});

test("a reload leaves the view where it was", async ({ browser }) => {
  const { url } = server();
  const room = unique("place");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(300));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message("message 300")).toBeInViewport();
  // Further up than what the browser keeps of a room.
  await feed(page).hover();
  // Each time as far as there is something by then.
  const furtherUp = async (): Promise<number> => {
    await page.mouse.wheel(0, -1_500);
    return fromEnd(page);
  };
  await expect.poll(furtherUp, { intervals: [100], timeout: 30_000 }).toBeGreaterThan(6_000);
  await comeToRest(feed(page));
  await expect(ana.message("message 300")).toHaveCount(0);
  const key = await middleRow(page);
  const before = await topOf(page, key);
  // The end of the room, asked for ahead, comes when the page is there already to show it.
  await page.route(/messages\?limit=/, async (route) => {
    const response = await route.fetch();
    await expect(page.getByRole("textbox", { name: `Message ${room}` })).toBeVisible();
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }),
    );
    await route.fulfill({ response });
  });
  await page.reload();
  await expect.poll(async () => Math.abs((await topOf(page, key)) - before)).toBeLessThanOrEqual(1);
  // At the end it is the end that one comes back to.
  await page.getByRole("button", { name: "Jump to the present" }).click();
  await expect(ana.message("message 300")).toBeInViewport();
  await page.reload();
  await expect(ana.message("message 300")).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("of a message that was deleted there is nothing to copy", async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page } = ana;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await ana.createRoom(unique("room"), "Private");
  await ana.send("soon gone");
  await ana.act("soon gone", "Delete");
  await page.getByRole("button", { name: "Delete message" }).click();
  await page.evaluate(() => navigator.clipboard.writeText("kept"));
  await ana.message("This message was deleted.").focus();
  await page.keyboard.press("c");
  // What the key begins is over by then.
  await ana.send("goes on");
  await expect(ana.message("goes on")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("kept");
  await expect(page.getByText("Copied")).toHaveCount(0);
  ana.expectNoErrors();
  await ana.leave();
});
