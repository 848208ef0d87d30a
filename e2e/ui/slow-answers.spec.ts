import { expect, type WebSocketRoute } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { holdAnswers, settle } from "../held-answers.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

/** Somebody in a room with links to messages that are far back. */
const withLinks = async (browser: Parameters<typeof Person.registered>[0]) => {
  const { url } = server();
  const room = unique("links");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const first = await writer.write(["the first target"]);
  await writer.write(texts(150, "early"));
  const second = await writer.write(["the second target"]);
  await writer.write(texts(150, "late"));
  const link = (seq: number) => `${url}/r/${writer.roomId}/${seq}`;
  await writer.write([`[lead to one](${link(first.seq)}) and [lead to two](${link(second.seq)})`]);
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(unique("other"), "Private");
  const other = await ana.page.getByRole("heading", { level: 1 }).innerText();
  await ana.joinByName(room);
  await expect(ana.page.getByRole("link", { name: "lead to one" })).toBeInViewport();
  return { room, other, writer, ana, page: ana.page };
};

test("of two jumps the later is the one that leads, whatever is answered last", async ({
  browser,
}) => {
  const { writer, ana, page } = await withLinks(browser);
  const around = await holdAnswers(page, /messages\?.*around=/);
  await page.getByRole("link", { name: "lead to one" }).click();
  await around.asked(1);
  await page.getByRole("link", { name: "lead to two" }).click();
  await around.asked(2);
  await around.letGo(1);
  await expect(ana.message("the second target")).toBeInViewport();
  await around.letGo(0);
  await settle(page);
  await expect(ana.message("the second target")).toBeInViewport();
  expect(await page.getByText("no longer there").count()).toBe(0);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a jump that is given up for the present leads nowhere", async ({ browser }) => {
  const { writer, ana, page } = await withLinks(browser);
  const around = await holdAnswers(page, /messages\?.*around=/);
  await page.getByRole("link", { name: "lead to one" }).click();
  await around.asked(1);
  await ana.composer.focus();
  await page.keyboard.press("Escape");
  await settle(page);
  await around.letGo(0);
  await settle(page);
  await expect(page.getByRole("link", { name: "lead to one" })).toBeInViewport();
  await expect(ana.message("the first target")).toHaveCount(0);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("who left a room before a jump was answered hears nothing of it", async ({ browser }) => {
  const { room, other, writer, ana, page } = await withLinks(browser);
  const around = await holdAnswers(page, /messages\?.*around=/);
  await page.getByRole("link", { name: "lead to one" }).click();
  await around.asked(1);
  await ana.open(other);
  await around.letGo(0);
  await settle(page);
  expect(await page.getByText("no longer there").count()).toBe(0);
  await ana.open(room);
  await expect(page.getByRole("link", { name: "lead to one" })).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("who leaves a room before its present has come has not read it", async ({ browser }) => {
  const { room, other, writer, ana, page } = await withLinks(browser);
  await page.getByRole("link", { name: "lead to one" }).click();
  await expect(ana.message("the first target")).toBeInViewport();
  await writer.write(texts(5, "unseen"));
  await expect(ana.roomLink(room)).toContainText("5 unread");
  const newest = await holdAnswers(page, /messages\?limit=/);
  await page
    .getByRole("button", { name: "Jump to the present" })
    .or(page.getByRole("button", { name: "5 new messages" }))
    .click();
  await newest.asked(1);
  await ana.open(other);
  await newest.letGo(0);
  await settle(page);
  await expect(ana.roomLink(room)).toContainText("5 unread");
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("back in a room before it was answered, it is not asked for again: what is read moves no more", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("again");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(300));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("other"), "Private");
  const other = await page.getByRole("heading", { level: 1 }).innerText();
  const newest = await holdAnswers(page, /messages\?limit=/);
  await ana.joinByName(room);
  await newest.asked(1);
  await ana.open(other);
  await ana.open(room);
  await settle(page);
  // The question is on its way: a second answer would come when one has scrolled.
  await newest.asked(1);
  await newest.letGo(0);
  await expect(ana.message("message 300")).toBeInViewport();
  await settle(page);
  await newest.asked(1);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a page that could not be had is asked for again by whoever scrolls on at the very end", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("fails");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const { seq } = await writer.write(["the target"]);
  await writer.write(texts(300));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message("message 300")).toBeInViewport();
  const feed = page.getByRole("feed");
  const past = (side: "before" | "after") => new RegExp(`messages\\?.*${side}=`);
  for (const [side, by] of [
    ["before", -2_000],
    ["after", 2_000],
  ] as const) {
    if (side === "after") await page.goto(`${url}/r/${writer.roomId}/${seq}`);
    await expect(ana.message(side === "after" ? "the target" : "message 300")).toBeInViewport();
    let isAway = true;
    await page.route(past(side), (route) =>
      isAway ? route.fulfill({ status: 503, body: "away" }) : route.continue(),
    );
    await feed.hover();
    // Nothing is left to be scrolled.
    const rest = async (): Promise<number> => {
      await page.mouse.wheel(0, by);
      return feed.evaluate(
        (list, down) =>
          down ? list.scrollHeight - list.scrollTop - list.clientHeight : list.scrollTop,
        by > 0,
      );
    };
    await expect.poll(rest, { timeout: 30_000 }).toBeLessThanOrEqual(1);
    await comeToRest(feed);
    isAway = false;
    const height = await feed.evaluate((list) => list.scrollHeight);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, by);
        return feed.evaluate((list) => list.scrollHeight);
      })
      .toBeGreaterThan(height);
  }
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("whoever reads further up stays there when too much was missed for it to be told one by one", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("reset");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(100));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  let isCut = false;
  const sockets = new Set<WebSocketRoute>();
  await page.routeWebSocket("**/api/ws", (socket) => {
    if (isCut) return void socket.close({ code: 1011 });
    sockets.add(socket);
    socket.connectToServer();
  });
  await page.reload();
  await ana.joinByName(room);
  await expect(ana.message("message 100")).toBeInViewport();
  await page.getByRole("feed").hover();
  await page.mouse.wheel(0, -1_500);
  await expect(ana.message("message 100")).not.toBeInViewport();
  await comeToRest(page.getByRole("feed"));
  const firstSeen = () =>
    page.getByRole("feed").evaluate((list) => {
      const { top } = list.getBoundingClientRect();
      const rows = [...list.querySelectorAll("[data-key]")];
      const row = rows.find((one) => one.getBoundingClientRect().bottom > top + 1);
      const key = row?.getAttribute("data-key");
      return { key, at: Math.round((row?.getBoundingClientRect().top ?? 0) - top) };
    });
  const before = await firstSeen();

  isCut = true;
  for (const socket of sockets) void socket.close({ code: 1011 });
  await expect(ana.bar).toBeVisible();
  const { seq } = await writer.write(texts(1_100, "missed"));
  isCut = false;
  await ana.tryNow();
  // First what goes by itself.
  await expect(page.getByText("Caught up: 1,100 messages in 1 room")).toBeVisible();
  await expect(ana.roomLink(room)).toContainText("99+");
  await expect(page.getByRole("feed")).toBeVisible();
  await settle(page);
  await expect.poll(firstSeen).toEqual(before);
  await expect(ana.roomLink(room)).toContainText("unread");
  await page.getByRole("button", { name: /1,100 new messages|Jump to the present/ }).click();
  await expect(page.locator(`[data-seq="${seq}"]`)).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
