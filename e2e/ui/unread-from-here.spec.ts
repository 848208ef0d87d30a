import { expect, type Page } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

const PASSWORD = "correct horse battery";
const lineOf = (page: Page) => page.getByRole("heading", { name: "New", exact: true });

/** The list, the title and the icon say so many, within a second. */
const saysUnread = async (person: Person, room: string, count: number): Promise<void> => {
  const { page } = person;
  const soon = { timeout: 1_000 };
  if (count > 0) await expect(person.roomLink(room)).toContainText(`${count} unread`, soon);
  else await expect(person.roomLink(room)).not.toContainText("unread", soon);
  const title = count > 0 ? new RegExp(`^\\(${count > 99 ? "99\\+" : count}\\) `) : /^[^(]/;
  await expect(page).toHaveTitle(title, soon);
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute(
    "data-unread",
    String(count),
    soon,
  );
};

/** The first message after the unread line. */
const firstUnread = (page: Page): Promise<string | undefined> =>
  lineOf(page).evaluate((line) => {
    const row = line.closest("[data-key]")?.nextElementSibling;
    return row?.querySelector("[data-body]")?.textContent?.trim();
  });

test("U on a message: unread from it on, in all tabs, until the room was left and is read again", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("from");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await writer.write(["one", "two", "three", "four"]);
  await expect(ana.message("four")).toBeVisible();
  await ana.send("of my own");
  await expect(ana.message("of my own")).toHaveAttribute("data-seq", /\d+/);
  await writer.write(["five"]);
  await expect(ana.message("five")).toBeVisible();
  const other = await ana.tab();
  await expect(other.roomLink(room)).toBeVisible();

  await ana.message("three").focus();
  await page.keyboard.press("u");
  await expect.poll(() => firstUnread(page)).toBe("three");
  await saysUnread(ana, room, 3);
  await saysUnread(other, room, 3);
  await expect(ana.message("three")).toBeFocused();

  // Who is at the end with the focus reads what comes, and the mark stays.
  await writer.write(["six"]);
  await expect(ana.message("six")).toBeInViewport();
  await saysUnread(ana, room, 4);
  await saysUnread(other, room, 4);

  await page.reload();
  await expect(ana.message("six")).toBeInViewport();
  await writer.write(["seven"]);
  await expect(ana.message("seven")).toBeInViewport();
  await saysUnread(ana, room, 5);
  await expect.poll(() => firstUnread(page)).toBe("three");

  await ana.createRoom(unique("elsewhere"), "Private");
  await saysUnread(ana, room, 5);
  await ana.open(room);
  await saysUnread(ana, room, 0);
  await saysUnread(other, room, 0);
  // The line stays until the room is left.
  await expect.poll(() => firstUnread(page)).toBe("three");
  await page.reload();
  await expect(ana.message("seven")).toBeInViewport();
  await expect(ana.roomLink(room)).not.toContainText("unread");
  writer.stop();
  ana.expectNoErrors();
  other.expectNoErrors();
  await ana.leave();
});

test("by its menu too; Esc, reading further elsewhere, writing and signing out end it", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("from");
  const username = unique("ana");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, username);
  const { page } = ana;
  await ana.joinByName(room);
  const tip = await writer.write(["one", "two", "three"]);
  await expect(ana.message("three")).toBeVisible();
  const markUnread = async (text: string): Promise<void> => {
    await ana.act(text, "Unread from here");
    await expect.poll(() => firstUnread(page)).toBe(text);
  };
  await markUnread("two");
  await saysUnread(ana, room, 2);
  await ana.composer.focus();
  await page.keyboard.press("Escape");
  await saysUnread(ana, room, 0);

  await markUnread("one");
  await saysUnread(ana, room, 3);
  const answer = await page.request.post(`${url}/api/auth/login`, {
    data: { username, password: PASSWORD },
  });
  const { access_token: token } = await answer.json();
  const readElsewhere = async (seq: number): Promise<void> => {
    const read = await page.request.put(`${url}/api/rooms/${writer.roomId}/read`, {
      headers: { authorization: `Bearer ${token}` },
      data: { seq },
    });
    expect(read.status()).toBe(200);
  };
  await readElsewhere(tip.seq);
  const next = await writer.write(["four"]);
  await saysUnread(ana, room, 4);
  await readElsewhere(next.seq);
  await saysUnread(ana, room, 0);

  await markUnread("four");
  await saysUnread(ana, room, 1);
  await ana.send("an answer");
  await saysUnread(ana, room, 0);

  await markUnread("two");
  const kept = (): Promise<number> =>
    page.evaluate(
      () => Object.keys(localStorage).filter((key) => key.startsWith("crosstalk.unread.")).length,
    );
  await expect.poll(kept).toBe(1);
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("tab", { name: "Guest" })).toBeVisible();
  await expect.poll(kept).toBe(0);
  writer.stop();
  await ana.leave();
});

test("counts exactly from a message far back, without what one wrote since", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("from");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  const { seq } = await writer.write(["begin here"]);
  await writer.write(texts(130, "old"));
  await ana.send("of my own");
  await expect(ana.message("of my own")).toHaveAttribute("data-seq", /\d+/);
  await writer.write(texts(130, "new"));
  await expect(ana.message(/\bnew 130\b/)).toBeVisible();

  await page.goto(`${url}/r/${writer.roomId}/${seq}`);
  await expect(ana.message("begin here")).toBeInViewport();
  await ana.message("begin here").focus();
  await page.keyboard.press("u");
  await expect.poll(() => firstUnread(page)).toBe("begin here");
  await saysUnread(ana, room, 261);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
