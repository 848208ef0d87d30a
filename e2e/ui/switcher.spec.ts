import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

const CTRL = 2;

/** Ctrl+K, the text and Enter, handed to the browser before any of them is answered, as fast hands do. */
const burst = async ({ page }: Person, text: string): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  const press = (key: string, code: string, modifiers = 0, typed?: string): Promise<unknown>[] => {
    const about = { key, code, modifiers, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0) };
    return [
      devtools.send("Input.dispatchKeyEvent", {
        type: typed === undefined ? "rawKeyDown" : "keyDown",
        ...about,
        ...(typed !== undefined && { text: typed }),
      }),
      devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...about }),
    ];
  };
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 };
  await Promise.all([
    ...press("k", "KeyK", CTRL),
    ...[...text].flatMap((letter) => press(letter, "", 0, letter)),
    devtools.send("Input.dispatchKeyEvent", { type: "keyDown", ...enter, text: "\r" }),
    devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter }),
  ]);
  await devtools.detach();
};

test("E 18: Ctrl+K, type, Enter in one burst opens the top match of that text", async ({
  browser,
}) => {
  const { url } = server();
  const stem = unique("q");
  const ana = await Person.registered(browser, url, unique("ana"));
  const names = [`${stem}alpha`, `${stem}beta`, `${stem}gamma`];
  for (const name of names) await ana.createRoom(name, "Private");
  // The field of the composer has the focus, as it mostly has.
  await ana.composer.click();
  for (const name of [names[1], names[0], names[2]]) {
    if (name === undefined) continue;
    await burst(ana, name);
    await expect(ana.heading(name)).toBeVisible();
    await expect(ana.page.getByRole("dialog")).toBeHidden();
    await expect(ana.composer).toHaveValue("");
    // And one can write.
    await expect(ana.composer).toBeFocused();
    await ana.page.keyboard.type("x");
    await expect(ana.composer).toHaveValue("x");
    await ana.composer.fill("");
  }
  ana.expectNoErrors();
  await ana.leave();
});

test("E 18: Enter before the server has answered opens the room that the text names, once it has", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("elsewhere");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const ana = await Person.registered(browser, url, unique("ana"));
  // The answer comes long after Enter.
  await ana.page.route("**/api/rooms/discover*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await burst(ana, room);
  await expect(ana.heading(room)).toBeVisible();
  writer.stop();
  await ana.leave();
});

test("E 18: with nothing typed come unread rooms, then recent ones, then direct rooms", async ({
  browser,
}) => {
  const { url } = server();
  const stem = unique("s");
  const [quiet, loud, here] = [`${stem}quiet`, `${stem}loud`, `${stem}here`];
  const writer = await Writer.withRoom(url, unique("w"), loud);
  const bea = await Person.registered(browser, url, unique("bea"), { displayName: `${stem}Bea` });
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(quiet, "Private");
  await ana.joinByName(loud);
  await page.getByRole("button", { name: "New direct message" }).click();
  await page.getByLabel("Name of a person").fill(`${stem}Bea`);
  await page.getByRole("list", { name: "People" }).getByRole("button").first().click();
  await expect(ana.heading(`${stem}Bea`)).toBeVisible();
  await ana.createRoom(here, "Private");
  await writer.write(["news"]);
  await expect(ana.roomLink(loud)).toContainText("1 unread");

  await page.keyboard.press("Control+k");
  const options = page.getByRole("option");
  await expect(options.nth(0)).toContainText(loud);
  await expect(options.nth(1)).toContainText(quiet);
  await expect(options.nth(2)).toContainText(`${stem}Bea`);
  await expect(options.filter({ hasText: here })).toHaveCount(0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(ana.heading(quiet)).toBeVisible();
  writer.stop();
  await bea.leave();
  await ana.leave();
});

test("the switcher finds people and rooms that are only on the server, and tells one name apart", async ({
  browser,
}) => {
  const { url } = server();
  const stem = unique("t");
  const handles = [unique("one"), unique("two")];
  const twins: Person[] = [];
  for (const handle of handles) {
    twins.push(await Person.registered(browser, url, handle, { displayName: `${stem}Sam` }));
  }
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  // Private rooms may have one name.
  await ana.createRoom(`${stem}plans`, "Private");
  await ana.createRoom(`${stem}plans`, "Private");

  await page.keyboard.press("Control+k");
  await page.keyboard.type(`${stem}Sam`);
  const options = page.getByRole("option");
  await expect(options).toHaveCount(2);
  for (const handle of handles) {
    await expect(options.filter({ hasText: `@${handle}` })).toHaveCount(1);
  }
  await options.filter({ hasText: `@${handles[1] ?? ""}` }).click();
  await expect(ana.heading(`${stem}Sam`)).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type(`${stem}pla`);
  await expect(options).toHaveCount(2);
  for (const option of [options.first(), options.last()]) {
    await expect(option).toContainText(/#\w{5}/);
  }
  const ids = (await options.allInnerTexts()).map((text) => /#\w{5}/.exec(text)?.[0]);
  expect(ids[0]).not.toBe(ids[1]);
  ana.expectNoErrors();
  for (const person of [...twins, ana]) await person.leave();
});

test("whoever opens a room writes in it at once, but for a finger and who writes elsewhere", async ({
  browser,
}) => {
  const { url } = server();
  const stem = unique("open");
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 1440, height: 900 },
  });
  const { page } = ana;
  const [first, second] = [`${stem}a`, `${stem}b`];
  await ana.createRoom(first, "Private");
  await expect(ana.composer).toBeFocused();
  await ana.createRoom(second, "Private");
  await expect(ana.composer).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(ana.heading(first)).toBeVisible();
  await expect(ana.composer).toBeFocused();
  await ana.open(second);
  await expect(ana.composer).toBeFocused();
  // Keys that were pressed in the list go on in the room.
  await ana.roomLink(first).focus();
  await page.keyboard.press("Enter");
  await expect(ana.heading(first)).toBeVisible();
  await expect(ana.composer).toBeFocused();
  await page.keyboard.type("at once");
  await expect(ana.composer).toHaveValue("at once");

  await page.keyboard.press("Control+f");
  const field = page.getByRole("combobox", { name: /^Search/ });
  await field.fill("half a wo");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(ana.heading(second)).toBeVisible();
  await page.keyboard.type("rd");
  await expect(field).toHaveValue("half a word");
  ana.expectNoErrors();
  await ana.leave();

  const toe = await Person.registered(browser, url, unique("toe"), {
    hasTouch: true,
    isMobile: true,
  });
  await toe.createRoom(unique("toe"), "Private");
  await expect(toe.composer).toBeVisible();
  // The frame in which the composer would be focused, and one more.
  await toe.page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  await expect(toe.composer).not.toBeFocused();
  await toe.leave();
});

test("Find a room goes on at its end, page after page", async ({ browser }) => {
  const { url } = server();
  const stem = unique("many");
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  const refreshed = await page.request.post(`${url}/api/auth/refresh`);
  const { access_token } = (await refreshed.json()) as { access_token: string };
  for (let i = 0; i < 60; i++) {
    await page.request.post(`${url}/api/rooms`, {
      headers: { authorization: `Bearer ${access_token}` },
      data: { name: `${stem}-${i}`, kind: "public" },
    });
  }
  await page.getByRole("button", { name: "Find a room" }).first().click();
  await page.getByLabel("Name of a room").fill(stem);
  const rooms = page
    .getByRole("list", { name: "Rooms to join" })
    .getByRole("button", { name: stem });
  await expect(rooms).toHaveCount(50);
  await rooms.last().scrollIntoViewIfNeeded();
  await expect(rooms).toHaveCount(60);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
  // Something else is asked for: nothing of the former answer stays.
  await page.getByLabel("Name of a room").fill(`${stem}-59`);
  await expect(rooms).toHaveCount(1);
  ana.expectNoErrors();
  await ana.leave();
});
