import { type Browser, expect, type Page } from "@playwright/test";
import { highlightsOf, noteHighlights } from "../highlights.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

const searchField = (page: Page) => page.getByRole("combobox", { name: /^Search/ });
const results = (page: Page) => page.getByRole("list", { name: "Search results" });
const openSearch = async (page: Page): Promise<void> => {
  await page.keyboard.press("Control+f");
  await expect(searchField(page)).toBeFocused();
};

/** Over REST: many messages are quicker so. */
const say = async (person: Person, contents: readonly string[]): Promise<void> => {
  const { page, url } = person;
  const roomId = page.url().split("/r/")[1]?.split("/")[0] ?? "";
  const refreshed = await page.request.post(`${url}/api/auth/refresh`);
  const { access_token } = await refreshed.json();
  for (const content of contents) {
    const answer = await page.request.post(`${url}/api/rooms/${roomId}/messages`, {
      headers: { authorization: `Bearer ${access_token}` },
      data: { content },
    });
    expect(answer.status()).toBe(201);
  }
};
const inRoom = async (browser: Browser): Promise<{ ana: Person; room: string }> => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const room = unique("search");
  await ana.createRoom(room, "Public");
  return { ana, room };
};

test("Search: what is typed right after the first Ctrl+F is looked for, and is no message", async ({
  browser,
}) => {
  const { ana } = await inRoom(browser);
  await say(ana, ["a needle here"]);
  const { page } = ana;
  let load = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    load = resolve;
  });
  await page.route(/SearchPanel/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await ana.composer.fill("a draft");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("need\n");
  load();
  await expect(searchField(page)).toBeFocused();
  await expect(searchField(page)).toHaveValue("need");
  await page.keyboard.type("le");
  await expect(searchField(page)).toHaveValue("needle");
  await expect(results(page).locator("mark")).toHaveText(["needle"]);
  await expect(ana.composer).toHaveValue("a draft");
  await ana.leave();
});

test("Search: Ctrl+F finds in the room by the beginning of words, newest first, with what matched as text; pressed again it is the browser's", async ({
  browser,
}) => {
  const { ana } = await inRoom(browser);
  await say(ana, ["the cafeteria", "<b>Café</b> at noon", "nothing to find"]);
  const { page } = ana;
  await openSearch(page);
  await searchField(page).fill("cafe");
  await expect(results(page).getByRole("listitem")).toContainText([
    "<b>Café</b> at noon",
    "the cafeteria",
    "That is all.",
  ]);
  await expect(results(page).locator("mark")).toHaveText(["Café", "cafe"]);
  await expect(results(page).locator("b")).toHaveCount(0);
  const left = await page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        window.addEventListener("keydown", (event) => resolve(!event.defaultPrevented), {
          once: true,
        });
        document.activeElement?.dispatchEvent(
          new KeyboardEvent("keydown", {
            key: "f",
            ctrlKey: true,
            bubbles: true,
            cancelable: true,
          }),
        );
      }),
  );
  expect(left).toBe(true);
  await page.keyboard.press("Escape");
  await expect(searchField(page)).toBeHidden();
  await expect(ana.composer).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
});

test("Search: over the conversation, where there is no room beside it, nothing beneath is read; Escape leads back", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("covered");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(["```\none\ntwo\nthree\nfour\n```\n\nneedle in the fifth line"]);
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 900, height: 700 },
  });
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message("needle")).toBeVisible();
  await openSearch(page);
  await searchField(page).fill("needle");
  const mark = results(page).locator("mark");
  await expect(mark).toHaveText("needle");
  // Both in one moment: the panel may be moving still.
  const below = (): Promise<number> =>
    mark.evaluate((element) => {
      const clamped = element.parentElement?.getBoundingClientRect().bottom ?? Number.NaN;
      return element.getBoundingClientRect().bottom - clamped;
    });
  await expect.poll(below).toBeLessThanOrEqual(1);
  await writer.write(["news beneath the search"]);
  await expect(ana.roomLink(room)).toContainText("1 unread");
  await page.keyboard.press("Escape");
  await expect(ana.composer).toBeFocused();
  await expect(ana.message("news beneath the search")).toBeInViewport();
  await expect(ana.roomLink(room)).not.toContainText("unread");
  writer.stop();
  await ana.leave();
});

test("Search: operators become chips, with completion of people and rooms", async ({ browser }) => {
  const { ana, room } = await inRoom(browser);
  const username = unique("ben");
  const ben = await Person.registered(browser, server().url, username, { displayName: "Ben Öz" });
  await ben.joinByName(room);
  await say(ana, ["plan of ana"]);
  await say(ben, ["plan of ben"]);
  const { page } = ana;
  await page.keyboard.press("Control+Shift+f");
  const field = searchField(page);
  await field.fill("plan");
  await expect(results(page).getByRole("button")).toHaveCount(2);
  // There are other Bens on the server.
  await field.pressSequentially(` from:${username}`);
  await expect(page.getByRole("option", { name: /Ben Öz/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove the filter From: Ben Öz" })).toBeVisible();
  await expect(field).toHaveValue("plan ");
  await expect(results(page).getByRole("button")).toHaveText([/plan of ben/]);
  await field.press("End");
  await field.pressSequentially(`in:${room.slice(0, 8)}`);
  await page.getByRole("option", { name: room }).click();
  await expect(page.getByRole("button", { name: `Remove the filter In: ${room}` })).toBeVisible();
  await expect(results(page).getByRole("button")).toHaveCount(1);
  await field.pressSequentially("before:2020-01-31 ");
  await expect(page.getByText("No message matches this search.")).toBeVisible();
  await page.getByRole("button", { name: /Remove the filter Before/ }).click();
  await page.getByRole("button", { name: "Remove the filter From: Ben Öz" }).click();
  await expect(results(page).getByRole("button")).toHaveCount(2);
  // Backspace in an empty field takes the last chip.
  await field.fill("");
  await field.press("Backspace");
  await expect(page.getByRole("list", { name: "Filters" })).toBeHidden();
  await ana.leave();
  await ben.leave();
});

test("Search: a hit is shown in its context with a highlight, older and newer ones follow, and the present is a click away; nothing is marked as read", async ({
  browser,
}) => {
  const { ana, room } = await inRoom(browser);
  const ben = await Person.registered(browser, server().url, unique("ben"));
  await ben.joinByName(room);
  await ben.send("hello");
  await expect(ben.message("hello")).toHaveAttribute("data-seq", /\d/);
  await noteHighlights(ben.page);
  await ben.page.reload();
  await ben.createRoom(unique("elsewhere"), "Private");
  const lines = Array.from({ length: 260 }, (_, i) =>
    i === 20 || i === 120 || i === 255 ? `needle ${i}` : `hay ${i}`,
  );
  await say(ana, lines);
  const { page } = ben;
  await expect(ben.roomLink(room)).toContainText("260");

  await page.keyboard.press("Control+Shift+f");
  await searchField(page).fill("needle");
  await expect(results(page).getByRole("button")).toHaveText([/255/, /120/, /20/]);
  await searchField(page).press("ArrowDown");
  await expect(results(page).getByRole("button").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(results(page).getByRole("button").nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  const hit = ben.message("needle 120");
  await expect(hit).toBeInViewport();
  const marked = (await hit.getAttribute("data-seq")) ?? "";
  await expect.poll(() => highlightsOf(page)).toEqual([marked]);
  await expect(ben.message("hay 119")).toBeInViewport();
  await expect(ben.message("hay 121")).toBeInViewport();

  await page.getByRole("button", { name: "Older result" }).click();
  await expect(ben.message("needle 20")).toBeInViewport();
  await page.getByRole("button", { name: "Newer result" }).click();
  await page.getByRole("button", { name: "Newer result" }).click();
  await expect(ben.message("needle 255")).toBeInViewport();
  // At the end of the room, and yet only found.
  await expect(ben.message("hay 259")).toBeInViewport();
  await expect(ben.roomLink(room)).toContainText("260");
  await page.getByRole("button", { name: "Older result" }).click();
  await expect(hit).toBeInViewport();
  await page.getByRole("button", { name: /new messages|present/i }).click();
  await expect(ben.message("hay 259")).toBeInViewport();
  await expect(ben.roomLink(room)).not.toContainText("260");
  ben.expectNoErrors();
  await ana.leave();
  await ben.leave();
});

test("Search: more results come at the end of the list; a message that is deleted leaves it", async ({
  browser,
}) => {
  const { ana } = await inRoom(browser);
  await say(
    ana,
    Array.from({ length: 45 }, (_, i) => `page ${i}`),
  );
  const { page } = ana;
  await openSearch(page);
  await searchField(page).fill("page");
  await expect(page.getByText("More than 30 results")).toBeVisible();
  await results(page).getByRole("button").first().focus();
  await page.keyboard.press("End");
  await expect(results(page).getByRole("button")).toHaveCount(45);
  await expect(page.getByText("45 results")).toBeVisible();
  await page.keyboard.press("Escape");
  await ana.act("page 44", "Delete");
  await page.getByRole("button", { name: "Delete message" }).click();
  await expect(ana.page.getByText("This message was deleted.")).toBeVisible();
  await openSearch(page);
  await expect(results(page).getByRole("button")).toHaveCount(44);
  await expect(results(page).getByText("page 44")).toHaveCount(0);
  await ana.leave();
});

test("Search: slow, failed and empty states say so and keep what was typed", async ({
  browser,
}) => {
  const { ana } = await inRoom(browser);
  await say(ana, ["something"]);
  const { page } = ana;
  await openSearch(page);
  let answer: (() => void) | undefined;
  await page.route("**/api/search?*", async (route) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.fulfill({ status: 503, json: { error: { code: "unavailable", message: "busy" } } });
  });
  await searchField(page).fill("something");
  await expect(page.getByText("This takes longer than usual…")).toBeVisible();
  answer?.();
  await expect(page.getByRole("alert")).toContainText("The server can't be reached right now.");
  await page.unroute("**/api/search?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(results(page).getByRole("button")).toHaveCount(1);
  await searchField(page).fill("nothing like it");
  await expect(page.getByText("No message matches this search.")).toBeVisible();
  await searchField(page).fill("x".repeat(300));
  await expect(page.getByRole("alert")).toContainText("too long");
  await expect(searchField(page)).toHaveValue("x".repeat(300));
  await ana.leave();
});

test("Search: on a phone it takes the conversation's place, and a hit has a bar that leads on and back", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"), {
    viewport: { width: 390, height: 844 },
  });
  const { page } = ana;
  await ana.createRoom(unique("phone"), "Private");
  await say(ana, ["needle one", ...Array.from({ length: 80 }, (_, i) => `hay ${i}`), "needle two"]);
  await page.getByRole("button", { name: "Search in this room" }).click();
  await searchField(page).fill("needle");
  await results(page)
    .getByRole("button", { name: /needle one/ })
    .click();
  await expect(ana.message("needle one")).toBeInViewport();
  await expect(page.getByText("2 of 2")).toBeVisible();
  await page.getByRole("button", { name: "Newer result" }).click();
  await expect(ana.message("needle two")).toBeInViewport();
  await page.getByRole("button", { name: "Results", exact: true }).click();
  await expect(results(page).getByRole("button")).toHaveCount(2);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  await ana.leave();
});
