import { expect, type Page } from "@playwright/test";
import { findingsInBothSchemes } from "../axe.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

const SECTIONS = [
  "Profile",
  "Appearance",
  "Notifications",
  "Password",
  "Sessions",
  "Blocked people",
  "Delete account",
];
const roomMenu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole("button", { name: "Room menu" }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
};
/** The switcher is an element of that name, the others are made of a library's. */
const DIALOG = "dialog, [role=dialog]";
const userMenu = async (page: Page, item: string | RegExp): Promise<void> => {
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};
/** Opens one dialog after the other, and calls back in each. */
const eachDialog = async (page: Page, visit: (name: string) => Promise<void>): Promise<void> => {
  const dialog = page.getByRole("dialog");
  const dialogs: readonly (readonly [string, () => Promise<void>])[] = [
    ["switcher", () => page.keyboard.press("Control+k")],
    ["find", () => page.getByRole("button", { name: "Find a room" }).click()],
    ["new room", () => page.getByRole("button", { name: "New room" }).click()],
    ["direct", () => page.getByRole("button", { name: "New direct message" }).click()],
    ["name and topic", () => roomMenu(page, "Name and topic")],
    ["invite", () => roomMenu(page, "Invite people")],
    ["leave", () => roomMenu(page, "Leave the room")],
    ["delete", () => roomMenu(page, "Delete the room")],
    ["help", () => userMenu(page, "Keyboard help")],
  ];
  for (const [name, open] of dialogs) {
    await open();
    await expect(dialog).toBeVisible();
    await visit(name);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
  await userMenu(page, "Settings");
  for (const section of SECTIONS) {
    await page.getByRole("tab", { name: section }).click();
    await visit(section);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
};

test("E 22: axe finds nothing serious in any dialog, light and dark", async ({ browser }) => {
  // Some twenty analyses.
  test.setTimeout(240_000);
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 1440, height: 900 },
  });
  const { page } = ana;
  await ana.createRoom(unique("axe"), "Private");
  await roomMenu(page, "Invite people");
  await page.getByRole("button", { name: "Create a link" }).click();
  const link = await page.getByLabel("Invite link", { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await eachDialog(page, async (name) => {
    expect(await findingsInBothSchemes(page, DIALOG), name).toEqual([]);
  });
  await page.goto(link);
  await expect(page.getByRole("region", { name: "Invite" })).toBeVisible();
  expect(await findingsInBothSchemes(page)).toEqual([]);
  await page.goto(`${url}/invite/none`);
  await expect(page.getByText("There is no such invite.")).toBeVisible();
  expect(await findingsInBothSchemes(page)).toEqual([]);
  await ana.leave();

  const visitor = await Person.at(browser, url);
  await visitor.page.goto(url);
  await visitor.page.getByRole("button", { name: "Forgot your password?" }).click();
  await expect(visitor.page.getByRole("form", { name: "New password" })).toBeVisible();
  expect(await findingsInBothSchemes(visitor.page)).toEqual([]);
  await visitor.leave();
  const guest = await Person.guest(browser, url, "Zed");
  const guestDialog = guest.page.getByRole("dialog");
  await userMenu(guest.page, /Keep this name/);
  await expect(guestDialog).toBeVisible();
  expect(await findingsInBothSchemes(guest.page, DIALOG)).toEqual([]);
  await guest.page.keyboard.press("Escape");
  await userMenu(guest.page, "Sign out");
  await expect(guestDialog).toBeVisible();
  expect(await findingsInBothSchemes(guest.page, DIALOG)).toEqual([]);
  await guest.leave();
});

/** How far the page, or what scrolls in a dialog of it, reaches beyond its sides. */
const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const over = (element: Element): number => element.scrollWidth - element.clientWidth;
    const scrolls = (element: Element): boolean =>
      !["visible", "clip"].includes(getComputedStyle(element).overflowX) &&
      element.getAttribute("role") !== "tablist" &&
      !element.classList.contains("sr-only") &&
      element.clientWidth > 1 &&
      getComputedStyle(element).textOverflow !== "ellipsis" &&
      !(element instanceof HTMLInputElement);
    const all = [...document.querySelectorAll("body, body *")].filter(scrolls);
    const inside = [...document.querySelectorAll("[role=dialog]")].map((dialog) => {
      const box = dialog.getBoundingClientRect();
      return Math.max(box.right - innerWidth, -box.left);
    });
    return Math.max(over(document.documentElement), ...all.map(over), ...inside);
  });

for (const [what, viewport] of [
  ["320 px", { width: 320, height: 640 }],
  // What 200 % makes of a window of 1280 × 800.
  ["200 % zoom", { width: 640, height: 400 }],
] as const) {
  test(`E 24: ${what}: no dialog scrolls sideways, and each one's end can be reached`, async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const { url } = server();
    const ana = await Person.registered(browser, url, unique("ana"), { viewport });
    const { page } = ana;
    await ana.createRoom(unique("a-room-whose-name-is-rather-long"), "Private");
    // Both are on the screen only where there is room for two panes.
    const narrow = viewport.width < 600;
    const back = page.getByRole("button", { name: "All rooms" });
    await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
    for (const item of ["Name and topic", "Invite people", "Leave the room", "Delete the room"]) {
      await roomMenu(page, item);
      await expect(page.getByRole("dialog")).toBeVisible();
      await expect.poll(() => sideways(page), item).toBeLessThanOrEqual(0);
      const last = page.getByRole("dialog").getByRole("button").last();
      await last.scrollIntoViewIfNeeded();
      await expect(last).toBeInViewport({ ratio: 1 });
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    if (narrow) await back.click();
    await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
    for (const name of ["Find a room", "New room", "New direct message"]) {
      await page.getByRole("button", { name }).first().click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expect.poll(() => sideways(page), name).toBeLessThanOrEqual(0);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await userMenu(page, "Keyboard help");
    // By the wheel: what is clipped could be scrolled to by a script alone.
    await page.getByRole("dialog").hover();
    await page.mouse.wheel(0, 10_000);
    await expect(page.getByRole("dialog").getByRole("listitem").last()).toBeInViewport();
    await page.keyboard.press("Escape");
    await userMenu(page, "Settings");
    for (const section of SECTIONS) {
      await page.getByRole("tab", { name: section }).click();
      await expect.poll(() => sideways(page), section).toBeLessThanOrEqual(0);
      const controls = page.getByRole("tabpanel").locator("button, input:not(.sr-only), select");
      // Nobody is blocked, and this is the only session.
      if ((await controls.count()) === 0) continue;
      await controls.last().scrollIntoViewIfNeeded();
      await expect(controls.last()).toBeInViewport();
    }
    ana.expectNoErrors();
    await ana.leave();
  });
}

test("E 24: on a phone the whole topic of a room stands above its members", async ({ browser }) => {
  const { url } = server();
  const room = unique("topic");
  const topic = `${"what this room is about, at some length, ".repeat(6)}end`.slice(0, 256);
  const owner = await Person.registered(browser, url, unique("own"));
  await owner.createRoom(room, "Public");
  await roomMenu(owner.page, "Name and topic");
  await owner.page.getByRole("textbox", { name: "Topic", exact: true }).fill(topic);
  await owner.page.getByRole("button", { name: "Save" }).click();
  await expect(owner.page.getByRole("dialog")).toBeHidden();
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 320, height: 640 },
  });
  const { page } = ana;
  await ana.joinByName(room);
  await page.getByRole("button", { name: /^Members: / }).click();
  const members = page.getByRole("region", { name: "Members" });
  await expect(members.getByText(topic, { exact: true })).toBeInViewport({ ratio: 1 });
  await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
  for (const person of [owner, ana]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("E 24: what floats beside its button is all within a low screen, or scrolls there", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"), {
    viewport: { width: 320, height: 256 },
    hasTouch: true,
  });
  const { page } = ana;
  const room = unique("low");
  await ana.createRoom(room, "Private");
  await page.getByRole("button", { name: "Insert an emoji" }).click();
  const picker = page.getByRole("dialog", { name: "Insert an emoji" });
  const lastGroup = picker.getByRole("group", { name: "Groups" }).getByRole("button").last();
  await expect(lastGroup).toBeInViewport({ ratio: 1 });
  await lastGroup.click();
  await expect(lastGroup).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 568, height: 180 });
  await page.getByRole("button", { name: "Room menu" }).click();
  await page.getByRole("menuitem", { name: "Delete the room" }).click();
  await expect(page.getByRole("dialog", { name: `Delete ${room}?` })).toBeVisible();
  await ana.leave();
});

test("E 24: a viewport of 390 × 420 over the keyboard of a phone shows the field and its answers", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("phone");
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 390, height: 844 },
  });
  const { page } = ana;
  await ana.createRoom(room, "Private");
  for (const text of ["one", "two", "three"]) await ana.send(text);
  await ana.composer.focus();
  await page.setViewportSize({ width: 390, height: 420 });
  await expect(ana.message("three")).toBeInViewport({ ratio: 1 });
  await expect(ana.composer).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Control+k");
  await page.keyboard.type(room.slice(0, -1));
  await expect(page.getByRole("combobox")).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("option").first()).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await roomMenu(page, "Delete the room");
  await page.getByRole("dialog").getByRole("textbox").fill(room);
  await expect(page.getByRole("button", { name: "Delete room" })).toBeInViewport({ ratio: 1 });
  await ana.leave();
});

test("E 22: rooms, people and settings are reached by the keys alone", async ({ browser }) => {
  const { url } = server();
  const [room, handle] = [unique("keys"), unique("bea")];
  const bea = await Person.registered(browser, url, handle);
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 1440, height: 900 },
  });
  const { page } = ana;
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Tabs on until `target` has the focus, as often as there are things to stop at. */
  const tabTo = async (name: string | RegExp, role: "button" | "tab" = "button"): Promise<void> => {
    const target = page.getByRole(role, { name }).first();
    for (let i = 0; i < 60; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${String(name)}`);
  };
  await ana.createRoom(room, "Public");
  await bea.joinByName(room);

  // Members: give a role.
  await tabTo(new RegExp(`What to do with ${handle}`));
  await press("Enter");
  await expect(page.getByRole("menuitem", { name: "Write a message" })).toBeFocused();
  await press("ArrowDown", "ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Make moderator" })).toBeFocused();
  await press("Enter");
  await expect(page.getByRole("region", { name: "Members" })).toContainText("Moderator");

  // The room's menu, and the focus comes back to it.
  await tabTo("Room menu");
  await press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.type("Name");
  await expect(page.getByRole("menuitem", { name: "Name and topic" })).toBeFocused();
  await press("Enter");
  await expect(page.getByRole("dialog", { name: "Name and topic" })).toBeVisible();
  await press("Escape");
  await expect(page.getByRole("button", { name: "Room menu" })).toBeFocused();

  // Settings: their sections by arrows.
  await tabTo("My menu");
  await press("Enter");
  await expect(page.getByRole("menuitem", { name: "Settings" })).toBeFocused();
  await press("Enter");
  await expect(page.getByRole("tab", { name: "Profile" })).toBeFocused();
  await press("ArrowDown");
  await expect(page.getByRole("radio", { name: "System" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Appearance" })).toHaveCSS("outline-style", "solid");
  await press("Escape");
  await expect(page.getByRole("button", { name: "My menu" })).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
  await bea.leave();
});
