import { type BrowserContext, expect, type Page } from "@playwright/test";
import { look } from "../browser.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

const iconOf = (page: Page) => page.locator('link[rel="icon"]');
const roomIn = (page: Page, room: string) =>
  page.getByRole("navigation", { name: "My rooms" }).getByRole("link", { name: room });

/** Counts what pages ask of the browser and show by it, over all tabs of the context. */
const watchNotifications = async (
  context: BrowserContext,
): Promise<{
  asked: () => number;
  shown: { title: string; tag: string; body: string }[];
  /** The one that this page showed last. */
  click: (page: Page) => Promise<void>;
}> => {
  let asked = 0;
  const shown: { title: string; tag: string; body: string }[] = [];
  await context.exposeFunction("noteAsked", () => {
    asked++;
  });
  await context.exposeFunction("noteShown", (title: string, tag: string, body: string) => {
    shown.push({ title, tag, body });
  });
  await context.addInitScript(() => {
    const told = window as unknown as {
      noteAsked(): void;
      noteShown(title: string, tag: string, body: string): void;
    };
    const key = "test.permission";
    class StandIn extends EventTarget {
      static get permission(): string {
        return localStorage.getItem(key) ?? "default";
      }
      static async requestPermission(): Promise<string> {
        told.noteAsked();
        localStorage.setItem(key, "granted");
        return "granted";
      }
      onclick: (() => void) | undefined;
      constructor(title: string, options: { tag: string; body: string }) {
        super();
        told.noteShown(title, options.tag, options.body);
        Object.assign(window, { lastNotification: this });
      }
      close(): void {}
    }
    Object.assign(window, { Notification: StandIn });
  });
  const click = (page: Page): Promise<void> =>
    page.evaluate(() => Reflect.get(window, "lastNotification").onclick());
  return { asked: () => asked, shown, click };
};

test("E 12: in a tab that nobody looks at, unread, title and icon rise; looking at the end clears all, in the other tab too", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("news");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  await writer.write(["seen"]);
  await expect(ana.message("seen")).toBeVisible();
  // Another tab of the same browser comes in front: the room stays open behind it.
  const other = await ana.page.context().newPage();
  await other.goto(url);
  await expect(roomIn(other, room)).toBeVisible();
  await other.bringToFront();
  // Chromium without a head takes every tab for focused and visible.
  await look(ana.page, false);

  await writer.write(["one", "two", "three"]);
  for (const page of [ana.page, other]) {
    await expect(roomIn(page, room)).toContainText("3 unread");
    await expect(page).toHaveTitle(/^\(3\) /);
    await expect(iconOf(page)).toHaveAttribute("data-unread", "3");
    await expect(iconOf(page)).toHaveAttribute("href", /^data:image\/png/);
  }
  await look(ana.page, true);
  for (const page of [ana.page, other]) {
    await expect(roomIn(page, room)).not.toContainText("unread", { timeout: 1_000 });
    await expect(page).not.toHaveTitle(/^\(/, { timeout: 1_000 });
    await expect(iconOf(page)).toHaveAttribute("data-unread", "0", { timeout: 1_000 });
  }
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("E 25: nothing is asked without a click, two tabs tell of a message once, mute is respected, nothing moves that should not", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("bell");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"), { reducedMotion: "reduce" });
  const { page } = ana;
  const context = page.context();
  const notifications = await watchNotifications(context);
  await page.reload();
  await ana.joinByName(room);
  const offer = page.getByRole("button", { name: "Turn on" });
  await expect(offer).toBeVisible();
  expect(notifications.asked()).toBe(0);
  await offer.click();
  await expect(offer).toBeHidden();
  await expect.poll(notifications.asked).toBe(1);

  const other = await context.newPage();
  await other.goto(url);
  await expect(roomIn(other, room)).toBeVisible();
  await look(ana.page, false);
  await writer.write(["ding"]);
  await expect(roomIn(page, room)).toContainText("1 unread");
  await expect.poll(() => notifications.shown.map(({ body }) => body)).toHaveLength(1);
  expect(notifications.shown[0]).toMatchObject({ title: `(1) ${room}` });
  await writer.write(["dong"]);
  await expect.poll(() => notifications.shown).toHaveLength(2);
  expect(notifications.shown[1]).toMatchObject({ title: `(2) ${room}` });
  // Each tab would have raised its own by now.
  await expect(roomIn(other, room)).toContainText("2 unread");
  expect(new Set(notifications.shown.map(({ tag }) => tag)).size).toBe(2);

  // Who looks at the room needs no word of it, from the other tab neither.
  await look(ana.page, true);
  await expect(roomIn(page, room)).not.toContainText("unread");
  await writer.write(["seen as it comes"]);
  await expect(ana.message("seen as it comes")).toBeVisible();
  await page.getByRole("button", { name: "Room menu" }).click();
  await page.getByRole("menuitem", { name: "Mute" }).click();
  for (const tab of [page, other]) {
    await expect(roomIn(tab, room).getByRole("img", { name: "Muted" })).toBeVisible();
  }
  await look(ana.page, false);
  await writer.write(["hush"]);
  await expect(roomIn(other, room)).toContainText("1 unread");
  await expect(roomIn(page, room)).toContainText("1 unread");
  // What is told of later comes later: nothing of the two before was.
  await look(ana.page, true);
  await page.getByRole("button", { name: "Room menu" }).click();
  await page.getByRole("menuitem", { name: "Unmute" }).click();
  for (const tab of [page, other]) {
    await expect(roomIn(tab, room).getByRole("img", { name: "Muted" })).toHaveCount(0);
  }
  await look(ana.page, false);
  await writer.write(["dang"]);
  await expect.poll(() => notifications.shown).toHaveLength(3);
  expect(notifications.shown[2]?.body).toContain("dang");

  await look(ana.page, true);
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a page that nobody touches draws no frame", async ({ browser }) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(unique("still"), "Public");
  await ana.send("hello");
  await expect(ana.message("hello")).toHaveAttribute("data-seq", /\d+/);
  const session = await ana.page.context().newCDPSession(ana.page);
  let painted: string[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as unknown as { name: string }[]) {
      if (event.name === "Paint" || event.name === "FireAnimationFrame") painted.push(event.name);
    }
  });
  const drawnFor = async (ms: number): Promise<readonly string[]> => {
    painted = [];
    await session.send("Tracing.start", {
      traceConfig: { includedCategories: ["devtools.timeline"] },
    });
    await ana.page.waitForTimeout(ms);
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    await complete;
    return painted;
  };
  // What is loaded late begins to be after three seconds, and its styles are drawn.
  await ana.page.waitForTimeout(3_500);
  // So is what follows the last action: a transition, the keeping of the page.
  await expect.poll(() => drawnFor(1_000), { timeout: 30_000 }).toEqual([]);
  expect(await drawnFor(3_000)).toEqual([]);
  await ana.leave();
});

test("a notification that is clicked leads to its message, in the window that is there", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("bell");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"));
  const notifications = await watchNotifications(ana.page.context());
  await ana.page.reload();
  await ana.joinByName(room);
  await ana.page.getByRole("button", { name: "Turn on" }).click();
  await ana.createRoom(unique("elsewhere"), "Private");
  await writer.write(["over here"]);
  await expect.poll(() => notifications.shown).toHaveLength(1);
  await notifications.click(ana.page);
  await expect(ana.heading(room)).toBeVisible();
  await expect(ana.message("over here")).toBeInViewport();
  await expect(ana.page).toHaveURL(/\/r\/[^/]+/);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
