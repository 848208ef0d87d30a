import { expect, type Page } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { waitUntilKept } from "../browser.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

const server = serverForSpec();
/** Any name but localhost: what is served there over http is no secure context. */
const PLAIN = "chat.lan";

const keptIn = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    let rows = 0;
    for (const name of names.filter((n) => n.startsWith("crosstalk"))) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of ["accounts", "pages", "sends"]) {
        if (!db.objectStoreNames.contains(store)) continue;
        rows += await new Promise<number>((resolve, reject) => {
          const request = db.transaction(store).objectStore(store).count();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      }
      db.close();
    }
    return rows;
  });

test("the app starts without a network, with rooms and messages, and opens at the first unread once it has one", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("kept");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(30, "old"));
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.joinByName(room);
  await expect(ana.message(/^old 30/)).toBeVisible();
  await waitUntilKept(ana.page, "old 30");

  await ana.page.context().setOffline(true);
  await writer.write(texts(20, "new"));
  await ana.page.reload();
  await expect(ana.roomLink(room)).toBeVisible();
  await expect(ana.message(/^old 30/)).toBeVisible();
  await expect(ana.bar).toBeVisible();
  await ana.page.context().setOffline(false);
  // First what goes by itself.
  await expect(ana.page.getByText("Caught up: 20 messages in 1 room")).toBeVisible();
  await expect(ana.bar).toBeHidden();
  await expect(ana.page.getByRole("heading", { name: "New", exact: true })).toBeInViewport();
  await expect(ana.message(/^new 1\b/)).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("what is written while the network comes back is there to the letter", async ({ browser }) => {
  const { url } = server();
  const room = unique("typed");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(30, "old"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message(/^old 30/)).toBeVisible();
  await waitUntilKept(page, "old 30");
  await page.context().setOffline(true);
  await writer.write(texts(20, "new"));
  await page.reload();
  await expect(ana.message(/^old 30/)).toBeVisible();

  await ana.composer.focus();
  // Another field would end what an input method composes in this one, and put the caret elsewhere.
  const field = await ana.composer.elementHandle();
  const caughtUp = page.getByText("Caught up: 20 messages in 1 room");
  await page.context().setOffline(false);
  let typed = "";
  for (let after = 0; after < 20; typed += "x") {
    await page.keyboard.press("x");
    if (after > 0 || (await caughtUp.isVisible())) after += 1;
  }
  await expect(ana.composer).toHaveValue(typed);
  await expect
    .poll(() => field?.evaluate((element) => element === document.activeElement))
    .toBe(true);
  await expect(page.getByRole("heading", { name: "New", exact: true })).toBeInViewport();
  await expect(ana.message(/^new 1\b/)).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("whoever reads further up while the network comes back stays there, and is told what is unread", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("reading");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(50, "old"));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await expect(ana.message(/^old 50/)).toBeVisible();
  await waitUntilKept(page, "old 50");
  await page.context().setOffline(true);
  await writer.write(texts(60, "new"));
  await page.reload();
  await expect(ana.message(/^old 50/)).toBeInViewport();

  await page.getByRole("feed").hover();
  await page.mouse.wheel(0, -1_200);
  await expect(ana.message(/^old 50/)).not.toBeInViewport();
  await comeToRest(page.getByRole("feed"));
  const seen = await page.evaluate(() => {
    const { innerWidth: width, innerHeight: height } = window;
    return document.elementFromPoint(width / 2, height / 2)?.closest("article")?.dataset["seq"];
  });
  expect(seen).toBeDefined();
  const row = page.locator(`article[data-seq="${seen}"]`);
  const before = (await row.boundingBox())?.y ?? 0;
  await page.context().setOffline(false);
  await expect(page.getByText("Caught up: 60 messages in 1 room")).toBeVisible();
  await expect(page.getByRole("button", { name: "60 new messages" })).toBeVisible();
  await expect(row).toBeInViewport();
  await comeToRest(page.getByRole("feed"));
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - before)).toBeLessThanOrEqual(1);
  await expect(ana.roomLink(room)).toContainText("60 unread");
  await page.keyboard.press("Shift+PageUp");
  await expect(page.getByRole("heading", { name: "New", exact: true })).toBeInViewport();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("the service worker leaves the server's own alone, and nobody on an old version", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(unique("worker"), "Public");
  await ana.send("kept");
  await waitUntilKept(ana.page, "kept");
  await ana.page.reload();
  await expect(ana.message("kept")).toBeVisible();
  const answer = await ana.page.request.get(`${url}/service-worker.js`);
  expect(answer.headers()["cache-control"]).toBe("no-cache");
  expect(answer.headers()["content-type"]).toContain("text/javascript");
  const fromWorker = async (path: string): Promise<boolean> => {
    const [response] = await Promise.all([
      ana.page.waitForResponse((r) => new URL(r.url()).pathname === path),
      ana.page.evaluate((p) => fetch(p).then((r) => r.status), path),
    ]);
    return response.fromServiceWorker();
  };
  expect(await fromWorker("/api/health")).toBe(false);
  expect(await fromWorker("/admin/")).toBe(false);
  expect(await fromWorker("/favicon.svg")).toBe(true);
  // The page is the network's as long as there is one: a new version shows at once.
  await ana.page
    .context()
    .route(`${url}/`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<title>The next version</title>" }),
    );
  await ana.page.goto(url);
  await expect(ana.page).toHaveTitle("The next version");
  await ana.leave();
});

test("signing out empties what the browser kept", async ({ browser }) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(unique("mine"), "Private");
  await ana.send("secret");
  await waitUntilKept(ana.page, "secret");
  expect(await keptIn(ana.page)).toBeGreaterThan(0);
  await ana.page.getByRole("button", { name: "My menu" }).click();
  await ana.page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(ana.page.getByRole("tab", { name: "Sign in" })).toBeVisible();
  await expect.poll(() => keptIn(ana.page)).toBe(0);
  await ana.leave();
});

test("on plain http from another machine all works but starting offline: two tabs, one outbox, each message once", async ({
  playwright,
  launchOptions,
}) => {
  test.slow();
  const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${PLAIN} 127.0.0.1`];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  const url = `http://${PLAIN}:${new URL(server().url).port}`;
  const room = unique("plain");
  const ana = await Person.at(browser, url);
  await ana.registerByForm(unique("ana"), "Ana");
  const { page } = ana;
  expect(await page.evaluate(() => [isSecureContext, "serviceWorker" in navigator])).toEqual([
    false,
    false,
  ]);
  await ana.createRoom(room, "Public");
  await ana.send("one");
  await expect(ana.message("one")).toHaveAttribute("data-seq", /\d+/);
  // Without a clipboard of the secure kind, too.
  await ana.act("one", "Copy text");
  await expect(page.getByText("Copied", { exact: true })).toBeVisible();

  const other = await ana.tab();
  await other.open(room);
  await page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  await ana.send("two");
  await ana.send("three");
  await expect(page.getByText("Waits for the connection")).toHaveCount(2);
  await page.context().setOffline(false);
  const all = ["one", "two", "three"];
  // The turn to send is a lease there, of six seconds.
  const turn = { timeout: 30_000 };
  for (const tab of [ana, other]) {
    await expect.poll(() => tab.texts(), turn).toEqual(all);
    await tab.page.reload();
    await expect.poll(() => tab.texts(), turn).toEqual(all);
    tab.expectNoErrors();
  }
  await browser.close();
});
