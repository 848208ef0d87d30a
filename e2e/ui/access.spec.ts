import { expect } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { findingsInBothSchemes } from "../axe.ts";
import { holdFrames } from "../held-answers.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();

test("axe finds nothing serious, light and dark", async ({ browser }) => {
  // Five analyses of whole pages.
  test.slow();
  const { url } = server();
  const visitor = await Person.at(browser, url);
  await visitor.page.goto(url);
  await expect(visitor.page.getByRole("tab", { name: "Sign in" })).toBeVisible();
  expect(await findingsInBothSchemes(visitor.page)).toEqual([]);
  await visitor.leave();

  const room = unique("axe");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write([...texts(5), "see https://example.org and `code`", "> quoted\n\n- a\n- b"]);
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 1440, height: 900 },
  });
  const { page } = ana;
  await ana.joinByName(room);
  await ana.send("mine");
  await ana.act("mine", "React with 👍");
  await expect(page.getByRole("button", { name: /^👍\s*1\s*, you too/ })).toBeVisible();
  expect(await findingsInBothSchemes(page)).toEqual([]);
  for (const name of ["New room", "Find a room"]) {
    await page.getByRole("button", { name }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await findingsInBothSchemes(page, "[role=dialog]")).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  await page.getByRole("button", { name: "Insert an emoji" }).click();
  await expect(page.getByRole("button", { name: "grinning face", exact: true })).toBeVisible();
  expect(await findingsInBothSchemes(page, "[role=dialog]")).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.getByRole("button", { name: "My menu" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  expect(await findingsInBothSchemes(page, "[role=menu]")).toEqual([]);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("320 pixels are enough, without scrolling sideways", async ({ browser }) => {
  const { url } = server();
  const room = unique("narrow");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write([
    "a".repeat(300),
    "| a | b | c |\n|---|---|---|\n| something long | something long | something longer |",
    `\`\`\`\n${"x".repeat(200)}\n\`\`\``,
  ]);
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 320, height: 640 },
  });
  const { page } = ana;
  const sideways = (): Promise<number> =>
    page.evaluate(() => {
      const list = document.querySelector('[role="feed"]');
      const over = (element: Element | null): number =>
        element ? element.scrollWidth - element.clientWidth : 0;
      return Math.max(over(document.documentElement), over(document.body), over(list));
    });
  await expect.poll(sideways).toBeLessThanOrEqual(0);
  await ana.joinByName(room);
  await expect(ana.message("something longer")).toBeVisible();
  await expect.poll(sideways).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: /^Members/ }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect.poll(sideways).toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");
  // The keyboard of a phone takes half of the height.
  await page.setViewportSize({ width: 320, height: 420 });
  await ana.send("still seen");
  await expect(ana.message("still seen")).toBeInViewport();
  await expect(ana.composer).toBeInViewport();
  await page.getByRole("button", { name: "All rooms" }).click();
  await expect(ana.roomLink(room)).toBeVisible();
  writer.stop();
  await ana.leave();
});

test("the keyboard alone is enough to write, answer, react and leave", async ({ browser }) => {
  const { url } = server();
  const room = unique("keys");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(["first thing", "second thing"]);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message("second thing")).toBeVisible();
  await page.keyboard.press("Control+Shift+L");
  await expect(ana.composer).toBeFocused();
  // Past the button that attaches files, to the list: one stop, wherever one was in it.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await expect(ana.message("second thing")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(ana.message("first thing")).toBeFocused();
  await expect(ana.message("first thing")).toHaveCSS("outline-style", "solid");

  await page.keyboard.press("r");
  await expect(ana.composer).toBeFocused();
  await page.keyboard.type("my answer");
  await page.keyboard.press("Enter");
  await expect(ana.message("my answer")).toHaveAttribute("data-seq", /\d+/);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("End");
  await expect(ana.message("my answer")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(ana.message("my answer").getByRole("button", { name: /, you too/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(ana.composer).toBeFocused();
  await page.keyboard.press("Control+/");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  writer.stop();
  await ana.leave();
});

test("E 23: what others write is announced once, history and own messages are not", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("log");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(20));
  const ana = await Person.registered(browser, url, unique("ana"));
  const socket = await holdFrames(ana.page);
  await ana.page.reload();
  await ana.joinByName(room);
  await expect(ana.message("message 20")).toBeVisible();
  const log = ana.page.getByRole("log");
  await expect(log).toBeAttached();
  await ana.send("mine");
  await expect(ana.message("mine")).toHaveAttribute("data-seq", /\d+/);
  await expect(log.locator("p")).toHaveCount(0);
  // Neither older pages nor scrolling have anything to say.
  await ana.page.getByRole("feed").hover();
  await ana.page.mouse.wheel(0, -4_000);
  await expect(ana.message(/^message 1$/)).toBeInViewport();
  await ana.page.keyboard.press("Escape");
  await expect(ana.message("mine")).toBeInViewport();
  await expect(log.locator("p")).toHaveCount(0);
  for (const [said, text] of ["for your ears", "and again"].entries()) {
    await writer.write([text]);
    await expect(log.locator("p").last()).toContainText(text);
    await expect(log.locator("p")).toHaveCount(said + 1);
  }
  // In one moment, however long it takes to write them.
  socket.hold();
  await writer.write(texts(7, "burst"));
  await socket.letGo((frames) => frames.includes("burst 7"));
  await expect(log.locator("p").last()).toHaveText("7 new messages");
  await expect(log.locator("p")).toHaveCount(3);
  writer.stop();
  await ana.leave();
});

test("a lost connection, and what waits for it, is said once and not counted down", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("cut"), "Private");
  // What says it is loaded with the room, and not without a network.
  await expect(page.getByRole("log")).toBeAttached();
  await page.evaluate(() => {
    const said: string[] = [];
    Reflect.set(window, "said", said);
    new MutationObserver(() => {
      const texts = [...document.querySelectorAll("[role=status]")].map((e) =>
        e.textContent?.trim(),
      );
      const now = texts.filter(Boolean).join(" / ");
      if (now !== said.at(-1)) said.push(now);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await page.context().setOffline(true);
  await expect(ana.bar).toContainText(/ \d+ s/);
  for (const text of ["one", "two", "three"]) await ana.send(text);
  await expect(ana.message("three").getByText("Waits for the connection")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "3 messages wait" })).toHaveCount(1);
  // While it is counted down to the next attempts.
  const seconds = async (): Promise<string> => (await ana.bar.innerText()).replace(/\D/g, "");
  const seen = new Set<string>();
  await expect
    .poll(async () => seen.add(await seconds()).size, { intervals: [200], timeout: 30_000 })
    .toBeGreaterThan(4);
  const said = await page.evaluate((): string[] => Reflect.get(window, "said"));
  expect(said.filter((text) => /\d+ s\b/.test(text))).toEqual([]);
  // Offline, and that one, two or three messages wait.
  expect(said.filter(Boolean).length, said.join("\n")).toBeLessThanOrEqual(4);
  await page.context().setOffline(false);
  await expect(ana.message("three")).toHaveAttribute("data-seq", /\d+/);
  ana.expectNoErrors();
  await ana.leave();
});

test("the theme is there before the first paint and can be chosen", async ({ browser }) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"), { colorScheme: "light" });
  const { page } = ana;
  const theme = (): Promise<string | undefined> =>
    page.evaluate(() => document.documentElement.dataset["theme"]);
  expect(await theme()).toBe("light");
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect.poll(theme).toBe("dark");
  await page.addInitScript(() => {
    document.addEventListener("readystatechange", () => {
      const early = document.documentElement.dataset["theme"];
      if (document.readyState === "interactive") Object.assign(window, { early });
    });
  });
  await page.reload();
  expect(await page.evaluate(() => (window as unknown as { early?: string }).early)).toBe("dark");
  await ana.leave();
});

test("the keyboard stays in the list when the message that it is on scrolls away, and comes back to it", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("stop");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(120));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  const feed = page.getByRole("feed");
  await expect(ana.message("message 120")).toBeInViewport();
  await ana.composer.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await expect(ana.message("message 120")).toBeFocused();

  await feed.hover();
  await page.mouse.wheel(0, -3_000);
  await expect(ana.message("message 120")).toHaveCount(0);
  await expect(feed).toBeFocused();
  await comeToRest(feed);
  await page.keyboard.press("Escape");
  await expect(ana.composer).toBeFocused();
  await page.mouse.move(0, 0);
  // Past the button that leads to the latest.
  await expect(page.getByRole("button", { name: "Latest" })).toBeVisible();
  for (let stop = 0; stop < 3; stop++) await page.keyboard.press("Shift+Tab");
  await expect(feed).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(ana.message("message 119")).toBeFocused();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("End in a window of the past leads to the latest message", async ({ browser }) => {
  const { url } = server();
  const room = unique("end");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const early = await writer.write(texts(1, "early"));
  await writer.write(texts(250, "late"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await page.goto(`${url}/r/${writer.roomId}/${early.seq}`);
  await expect(ana.message("early 1")).toBeInViewport();
  await expect(page.getByRole("button", { name: "Jump to the present" })).toBeVisible();
  await ana.composer.focus();
  for (let stop = 0; stop < 3; stop++) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("End");
  await expect(ana.message("late 250")).toBeFocused();
  await expect(ana.message("late 250")).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("Ctrl+F6 goes from one part of the page to the next, and with Shift back", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 1440, height: 900 },
  });
  const { page } = ana;
  const room = unique("parts");
  await ana.createRoom(room, "Public");
  await ana.send("a word");
  await expect(ana.message("a word")).toHaveAttribute("data-seq", /\d/);
  await expect(ana.composer).toBeFocused();
  const panel = page.getByRole("region", { name: "Members" });
  // What is loaded late is no part before.
  await expect(panel.getByRole("listitem").first()).toBeVisible();
  for (const part of [panel, page.getByRole("navigation", { name: "My rooms" })]) {
    await page.keyboard.press("Control+F6");
    await expect(part.locator("*:focus")).toHaveCount(1);
  }
  await page.keyboard.press("Control+F6");
  await expect(page.getByRole("feed")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(ana.message("a word")).toBeFocused();
  await page.keyboard.press("Control+F6");
  await expect(ana.composer).toBeFocused();
  await page.keyboard.press("Control+Shift+F6");
  await expect(ana.message("a word")).toBeFocused();
  await page.keyboard.press("Control+Shift+F6");
  await expect(ana.roomLink(room)).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
});
