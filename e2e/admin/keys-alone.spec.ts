import { expect, type Locator, type Page, test } from "@playwright/test";
import { long } from "../../tests/harness/long.ts";
import { findingsInBothSchemes } from "../axe.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { type Furnished, furnish } from "./furnished-server.ts";
import { hasPast } from "./has-past.ts";

const server = serverForSpec(ADMIN_ENV);
let stage: Furnished;
test.beforeAll(async () => {
  stage = await furnish(server().url);
});
test.afterAll(() => stage?.[Symbol.dispose]());

interface Place {
  readonly name: string;
  readonly path: (stage: Furnished) => string;
  /** Buttons that open a dialog to change something. */
  readonly acts?: readonly (string | RegExp)[];
  /** Those that only show something. */
  readonly looks?: readonly string[];
  /** Its rows are opened by Enter: as a sheet, or as a screen of their own. */
  readonly rows?: "sheet" | "screen";
}

const PLACES: readonly Place[] = [
  { name: "overview", path: () => "/", looks: ["As a table"] },
  { name: "servers", path: () => "/servers", acts: [/^Drain /] },
  { name: "a server", path: ({ serverId }) => `/servers/${serverId}` },
  { name: "health", path: () => "/health" },
  { name: "rooms", path: () => "/rooms", rows: "screen" },
  { name: "a room", path: ({ roomId }) => `/rooms/${roomId}`, acts: ["Announce", "Close room"] },
  { name: "clients", path: () => "/clients", rows: "screen" },
  {
    name: "a client",
    path: ({ connectionId }) => `/clients/${connectionId}`,
    acts: ["Disconnect", "Ban user", "Ban address"],
  },
  { name: "users", path: () => "/users", rows: "screen" },
  {
    name: "a user",
    path: ({ userId }) => `/users/${userId}`,
    acts: ["Ban", "Moderator", "Disable account"],
  },
  { name: "bans", path: () => "/bans", acts: ["New ban", "Lift"] },
  { name: "mutes", path: () => "/bans?kind=mute", acts: ["Lift"] },
  { name: "reports", path: () => "/reports", rows: "screen" },
  { name: "a report", path: ({ reportId }) => `/reports/${reportId}` },
  { name: "limits", path: () => "/limits" },
  {
    name: "announcements",
    path: () => "/announcements",
    acts: ["New announcement", "Change", "End"],
  },
  { name: "audit", path: () => "/audit", rows: "sheet" },
];

/** All of them take minutes: a short run goes to one of each kind. */
const SHORT = new Set(["a server", "limits", "bans", "audit"]);

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** By the Tab key alone, from wherever the focus is. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  await expect(target).toBeEnabled();
  for (let stops = 0; stops < 150; stops++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not come to ${target}`);
};

/** It takes the focus and holds it, and axe finds nothing serious in it. */
const isSound = async (page: Page, dialog: Locator): Promise<void> => {
  await expect(dialog).toBeVisible();
  const holdsFocus = (): Promise<boolean> =>
    dialog.evaluate((element) => element.contains(document.activeElement));
  await expect.poll(holdsFocus).toBe(true);
  for (let stops = 0; stops < 8; stops++) {
    await page.keyboard.press("Tab");
    await expect.poll(holdsFocus).toBe(true);
  }
  expect(await findingsInBothSchemes(page, "[role=dialog]")).toEqual([]);
};

/** By the key and by the button that leave it: focus is back where it was. */
const opensAndCloses = async (page: Page, opener: Locator): Promise<void> => {
  const dialog = page.getByRole("dialog");
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  await isSound(page, dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByRole("button", { name: /^(Cancel|Close)$/ }).last());
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
};

/** Calls that changed something. */
const changesOf = (page: Page): readonly string[] => {
  const changes: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const asks = request.method() === "GET" || /\/(refresh|preview)$/.test(pathname);
    if (pathname.startsWith("/api/admin") && !asks) changes.push(pathname);
  });
  return changes;
};

for (const { name, path, acts = [], looks = [], rows } of PLACES) {
  if (!long && !SHORT.has(name)) continue;
  test(`E 40: ${name}: by keys alone, without a finding of axe, and leaving changes nothing`, async ({
    browser,
  }) => {
    test.setTimeout(180_000);
    const admin = await Admin.signedIn(browser, server().url, path(stage));
    const { page } = admin;
    const main = page.getByRole("main");
    await expect(main.locator("tbody tr, dl, form, input").first()).toBeVisible();
    const changes = changesOf(page);
    expect(await findingsInBothSchemes(page)).toEqual([]);
    for (const button of [...looks, ...acts]) {
      const exact = typeof button === "string";
      await opensAndCloses(page, main.getByRole("button", { name: button, exact }).first());
    }
    if (rows !== undefined) {
      const row = main.locator("tbody tr").first();
      if (rows === "sheet") await opensAndCloses(page, row);
      await tabTo(page, row);
      const address = page.url();
      await page.keyboard.press("Enter");
      await expect.poll(() => page.url()).not.toBe(address);
    }
    expect(changes).toEqual([]);
    await admin.leave();
  });
}

test("by keys alone: connections are chosen and disconnected, limits set, and the help is read", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url, "/clients");
  const { page } = admin;
  const main = page.getByRole("main");
  await tabTo(page, main.locator("tbody tr").first());
  await page.keyboard.press(" ");
  await opensAndCloses(page, page.getByRole("toolbar").getByRole("button", { name: "Disconnect" }));

  await admin.open("/limits");
  const changes = changesOf(page);
  await tabTo(page, main.getByLabel("Sign-ins: at most"));
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type("7");
  await opensAndCloses(page, main.getByRole("button", { name: "Set the limits" }));
  expect(changes).toEqual([]);

  await main.focus();
  await page.keyboard.press("Control+/");
  await isSound(page, page.getByRole("dialog", { name: "Keyboard shortcuts" }));
  await page.keyboard.press("Escape");
  await admin.leave();
});

test("E 34: whatever the screen, nothing is changed from the past", async ({ browser }) => {
  test.setTimeout(120_000);
  const { url } = server();
  // The servers that stand there are those of then.
  await hasPast(url, 3);
  const admin = await Admin.signedIn(browser, url, "/health");
  const main = admin.page.getByRole("main");
  const at = Date.now();
  for (const { path, acts = [] } of PLACES) {
    if (acts.length === 0) continue;
    const where = path(stage);
    await admin.open(`${where}${where.includes("?") ? "&" : "?"}at=${at}`);
    for (const name of acts) {
      const exact = typeof name === "string";
      await expect(main.getByRole("button", { name, exact }).first()).toBeDisabled();
    }
  }
  await admin.leave();
});
