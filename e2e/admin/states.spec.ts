import { expect, type Page, type Route, test } from "@playwright/test";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

interface Screen {
  readonly path: string;
  /** The call that its rows come from. */
  readonly call: string;
  /** An answer without rows. */
  readonly nothing: object;
  readonly empty: string;
  /** Something that is there once it is read. */
  readonly read: string | RegExp;
}

const SCREENS: readonly Screen[] = [
  {
    path: "/rooms",
    call: "rooms",
    nothing: { rooms: [] },
    empty: "There is no room yet",
    read: "lobby",
  },
  {
    path: "/clients",
    call: "clients",
    nothing: { clients: [] },
    empty: "Nobody is connected",
    read: "Nobody is connected",
  },
  {
    path: "/users",
    call: "users",
    nothing: { users: [] },
    empty: "There are no users yet",
    read: `@${ADMIN_ENV.ADMIN_USERNAME}`,
  },
  {
    path: "/bans",
    call: "bans",
    nothing: { bans: [] },
    empty: "Nobody is banned",
    read: "Nobody is banned",
  },
  {
    path: "/reports",
    call: "reports",
    nothing: { reports: [] },
    empty: "The queue is empty",
    read: "The queue is empty",
  },
  {
    path: "/announcements",
    call: "announcements",
    nothing: { announcements: [] },
    empty: "Nothing has been announced",
    read: "Nothing has been announced",
  },
  {
    path: "/audit",
    call: "audit",
    nothing: { audit: [], users: [], head: { rows: 0, hash: "0".repeat(64) } },
    empty: "Nothing has been done yet",
    read: "session.create",
  },
];

/** Answers the call of a screen in place of the server, until the returned function is called. */
const instead = async (
  page: Page,
  { call }: Screen,
  answer: (route: Route) => Promise<void>,
): Promise<() => Promise<void>> => {
  const matches = (url: URL): boolean => url.pathname === `/api/admin/${call}`;
  await page.route(matches, answer);
  return () => page.unroute(matches, answer);
};

test.beforeAll(async ({ request }) => {
  const { url } = server();
  const registered = await request.post(`${url}/api/auth/register`, {
    data: { username: "states", password: "correct horse battery" },
  });
  const { access_token } = (await registered.json()) as { access_token: string };
  const created = await request.post(`${url}/api/rooms`, {
    headers: { authorization: `Bearer ${access_token}` },
    data: { name: "lobby", kind: "public" },
  });
  expect(created.status()).toBe(201);
});

for (const screen of SCREENS) {
  test(`E 40: ${screen.path}: empty, 500 and slow`, async ({ browser }) => {
    const admin = await Admin.signedIn(browser, server().url, "/health");
    const { page } = admin;
    const table = page.getByRole("main").getByRole("table");

    const notEmpty = await instead(page, screen, (route) =>
      route.fulfill({ json: screen.nothing }),
    );
    await admin.open(screen.path);
    await expect(page.getByRole("main")).toContainText(screen.empty);
    await notEmpty();

    const works = await instead(page, screen, (route) =>
      route.fulfill({
        status: 500,
        headers: { "x-request-id": "req-4711" },
        json: { error: { code: "internal", message: "It broke." } },
      }),
    );
    await admin.open(screen.path);
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toContainText("The server failed to do this.");
    await expect(alert).toContainText("req-4711");
    await works();
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("main")).toContainText(screen.read);
    await expect(alert).toHaveCount(0);

    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const quick = await instead(page, screen, async (route) => {
      await held;
      await route.continue();
    });
    await admin.open(screen.path);
    // The real head, and rows of its shape; no sentence that there is nothing.
    await expect(table.getByRole("columnheader").first()).toBeVisible();
    await expect(page.getByRole("main").getByText("Loading", { exact: true })).toBeAttached();
    await expect(page.getByRole("main")).not.toContainText(screen.empty);
    letGo();
    await expect(page.getByRole("main")).toContainText(screen.read);
    await quick();
    await admin.leave();
  });
}

/** Those that are no list: which call they are read by, and what is there once it is. */
const PLAIN = [
  { path: "/", call: "/stats/history", read: "Connections" },
  { path: "/servers", call: "/stats/history", read: "Uptime" },
  // On a busy machine not everything does: an event loop may be late.
  { path: "/health", call: "/health", read: /Looked at \d/ },
  { path: "/limits", call: "/settings", read: "Sign-ins" },
  { path: "/rooms/a-room", call: "/rooms/a-room", read: "This is not there, or no longer." },
  {
    path: "/clients/a-client",
    call: "/clients/a-client",
    read: "This is not there, or no longer.",
  },
  {
    path: "/reports/a-report",
    call: "/reports/a-report",
    read: "This is not there, or no longer.",
  },
] as const;

test("E 40: the screens that are no lists: 500, slow, and what is not there", async ({
  browser,
}) => {
  test.slow();
  const admin = await Admin.signedIn(browser, server().url, "/bans");
  const { page } = admin;
  const main = page.getByRole("main");
  for (const { path, call, read } of PLAIN) {
    const matches = (url: URL): boolean => url.pathname === `/api/admin${call}`;
    const held = Promise.withResolvers<void>();
    await page.route(matches, async (route) => {
      await held.promise;
      await route.fulfill({
        status: 500,
        headers: { "x-request-id": "req-4711" },
        json: { error: { code: "internal", message: "It broke." } },
      });
    });
    await admin.open(path);
    const alert = main.getByRole("alert").first();
    await expect(alert).toHaveCount(0);
    held.resolve();
    await expect(alert, path).toContainText("The server failed to do this.");
    await expect(alert, path).toContainText("req-4711");
    await page.unroute(matches);
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(main).toContainText(read);
    await expect(alert).toHaveCount(0);
  }
  await admin.leave();
});

test("E 40: what can't be read again stays, dimmed, and what went wrong is said in full", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url, "/health");
  const { page } = admin;
  const main = page.getByRole("main");
  await expect(page.getByTestId("health-status")).toBeVisible();
  await page.route("**/api/admin/health", (route) =>
    route.fulfill({
      status: 500,
      headers: { "x-request-id": "req-4711" },
      json: { error: { code: "internal", message: "It broke." } },
    }),
  );
  await page.getByRole("button", { name: "Refresh" }).click();
  const alert = main.getByRole("alert");
  await expect(alert).toContainText(/The server failed to do this\. \d\d:\d\d:\d\d/);
  await expect(alert).toContainText("req-4711");
  await expect(page.locator(".opacity-60").getByTestId("health-status")).toBeVisible();
  await expect(page.locator(".opacity-60").getByRole("alert")).toHaveCount(0);
  await page.unroute("**/api/admin/health");
  await page.route("**/api/admin/health", (route) =>
    route.fulfill({
      status: 503,
      headers: { "x-request-id": "req-4712" },
      json: { error: { code: "unavailable", message: "The store can't be reached; try again." } },
    }),
  );
  await page.getByRole("button", { name: "Refresh" }).click();
  // It is not the server that can't be reached.
  await expect(alert).toContainText("The store can't be reached; try again.");
  await admin.leave();
});

test("E 40: 401: a session that ended keeps the filter and the rows, and signing in goes on from there", async ({
  browser,
}) => {
  const admin = await Admin.signedIn(browser, server().url, "/users?query=states");
  const { page } = admin;
  await expect(page.getByRole("main")).toContainText("@states");
  const refused = (url: URL): boolean => /^\/api\/admin\/(users|refresh)$/.test(url.pathname);
  await page.route(refused, (route) =>
    route.fulfill({ status: 401, json: { error: { code: "unauthenticated", message: "Ended." } } }),
  );
  await page.getByRole("textbox", { name: "Search users" }).fill("stat");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await page.unroute(refused);
  await dialog.getByLabel("Password").fill(ADMIN_ENV.ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Search users" })).toHaveValue("stat");
  await expect(page.getByRole("main")).toContainText("@states");
  await admin.leave();
});

test("E 40: 401: whichever screen meets it, it is there once one has signed in", async ({
  browser,
}) => {
  test.slow();
  const admin = await Admin.signedIn(browser, server().url);
  const { page } = admin;
  const refused = ({ pathname }: URL): boolean =>
    pathname.startsWith("/api/admin/") && !pathname.endsWith("/login");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  for (const { path, read } of [...SCREENS, ...PLAIN]) {
    await page.route(refused, (route) =>
      route.fulfill({
        status: 401,
        json: { error: { code: "unauthenticated", message: "Ended." } },
      }),
    );
    await page.evaluate((to) => {
      history.pushState(null, "", `/admin${to}`);
      dispatchEvent(new PopStateEvent("popstate"));
    }, path);
    await expect(dialog, path).toBeVisible();
    await page.unroute(refused);
    await dialog.getByLabel("Password").fill(ADMIN_ENV.ADMIN_PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("main"), path).toContainText(read);
  }
  await admin.leave();
});

test("E 40: Escape and Cancel never mutate", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, "/users?query=states");
  const { page } = admin;
  const changes: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const asks = request.method() === "GET" || /\/(refresh|preview)$/.test(pathname);
    if (pathname.startsWith("/api/admin") && !asks) changes.push(pathname);
  });
  const dialog = page.getByRole("dialog");
  const leaveByBoth = async (open: () => Promise<void>): Promise<void> => {
    await open();
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await open();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toHaveCount(0);
  };
  const main = page.getByRole("main");
  await main.getByRole("row").filter({ hasText: "@states" }).click();
  for (const name of ["Disable account", "Moderator", "Ban"]) {
    await leaveByBoth(() => main.getByRole("button", { name, exact: true }).click());
  }
  await admin.open("/rooms");
  await main.getByRole("row").filter({ hasText: "lobby" }).click();
  await leaveByBoth(() => main.getByRole("button", { name: "Close room" }).click());
  await admin.open("/bans");
  await leaveByBoth(() => main.getByRole("button", { name: "New ban" }).first().click());
  expect(changes).toEqual([]);
  await admin.leave();
});
