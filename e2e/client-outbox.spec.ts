import { fileURLToPath } from "node:url";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { build } from "vite";
import type {} from "./client-page.ts";
import { serverForSpec, test } from "./spec-server.ts";

/** The real client in real tabs: IndexedDB, Web Locks and what stands in for them on plain http. */

/** Without Web Locks a tab that was closed keeps its turn to send for six seconds, which is then looked for anew. */
const TURN = { timeout: 30_000 };
/** Any name but localhost: what is served there over http is no secure context. */
const PLAIN = "plain-http.test";

let script: string;
const server = serverForSpec();

test.beforeAll(async () => {
  const output = await build({
    logLevel: "error",
    configFile: false,
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL("client-page.ts", import.meta.url)),
        formats: ["iife"],
        name: "page",
      },
    },
  });
  const [first] = Array.isArray(output) ? output : [output];
  if (first === undefined || !("output" in first)) throw new Error("nothing was built");
  script = first.output[0].code;
});

const tab = async (context: BrowserContext, origin: string): Promise<Page> => {
  const page = await context.newPage();
  // Any page of the origin will do; this one has no scripts of its own.
  await page.goto(`${origin}/api/health`);
  await page.evaluate(script);
  return page;
};

const register = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { client, start } = globalThis.crosstalk;
    const username = `tabs.${Math.random().toString(36).slice(2)}`;
    await client.session.register({ username, password: "correct horse" });
    await start();
    const { room } = await client.createRoom({ name: username, kind: "public" });
    return room.id;
  });

const send = (page: Page, room: string, texts: readonly string[]): Promise<void> =>
  page.evaluate(
    async ([roomId, contents]) => {
      const { client, outboxStore } = globalThis.crosstalk;
      for (const content of contents) client.send(roomId, content);
      // Until all are stored (or acked): what comes then may end the page.
      const account = client.user?.id ?? "";
      for (;;) {
        const stored = await outboxStore.load(account);
        const waiting = client.outbox.items(roomId).filter(({ state }) => state !== "sent");
        if (stored.length >= waiting.length) return;
      }
    },
    [room, texts] as const,
  );

const history = (page: Page, room: string): Promise<(string | undefined)[]> =>
  page.evaluate(async (roomId) => {
    const { messages } = await globalThis.crosstalk.client.history(roomId);
    return messages.map(({ content }) => content);
  }, room);

for (const { origin, locks } of [
  { origin: "127.0.0.1", locks: true },
  { origin: PLAIN, locks: false },
]) {
  test(`tabs share one outbox, ${locks ? "with" : "without"} Web Locks`, async ({
    playwright,
    launchOptions,
  }) => {
    test.slow();
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${PLAIN} 127.0.0.1`];
    const browser = await playwright.chromium.launch({ ...launchOptions, args });
    const context = await browser.newContext();
    const address = `http://${origin}:${new URL(server().url).port}`;
    const first = await tab(context, address);
    expect(await first.evaluate(() => globalThis.crosstalk.hasLocks)).toBe(locks);
    const room = await register(first);

    // A tab that never gets through is closed with three sends in it, and reloaded in between.
    const offline = await tab(context, address);
    await offline.evaluate(async () => {
      globalThis.crosstalk.cut();
      await globalThis.crosstalk.start();
    });
    await send(offline, room, ["one", "two", "three"]);
    await offline.reload();
    await offline.evaluate(script);
    const queued = await offline.evaluate(async () => {
      globalThis.crosstalk.cut();
      await globalThis.crosstalk.start();
      return globalThis.crosstalk.client.outbox.all().map(({ content, state }) => [content, state]);
    });
    expect(queued).toEqual([
      ["one", "queued"],
      ["two", "queued"],
      ["three", "queued"],
    ]);
    await offline.close();

    // The next tab that connects sends them, before anything of its own.
    const second = await tab(context, address);
    await second.evaluate(() => globalThis.crosstalk.start());
    await expect.poll(() => history(first, room), TURN).toEqual(["one", "two", "three"]);
    const texts = (name: string) => Array.from({ length: 10 }, (_, i) => `${name}${i}`);
    await Promise.all([send(first, room, texts("a")), send(second, room, texts("b"))]);
    await expect.poll(() => history(first, room), TURN).toHaveLength(23);
    const all = await history(first, room);
    expect(all.slice(0, 3)).toEqual(["one", "two", "three"]);
    expect(all.filter((text) => text?.startsWith("a"))).toEqual(texts("a"));
    expect(all.filter((text) => text?.startsWith("b"))).toEqual(texts("b"));
    for (const page of [first, second]) {
      await expect
        .poll(() => page.evaluate(() => globalThis.crosstalk.client.outbox.all().length), TURN)
        .toBe(0);
    }

    // One that is open and connected all the while hears of what another was closed with.
    await first.evaluate(() => globalThis.crosstalk.share());
    const closed = await tab(context, address);
    await closed.evaluate(async () => {
      globalThis.crosstalk.cut();
      globalThis.crosstalk.share();
      await globalThis.crosstalk.start();
    });
    await send(closed, room, ["four", "five"]);
    await closed.close();
    await expect
      .poll(async () => (await history(first, room)).slice(23), TURN)
      .toEqual(["four", "five"]);

    // Nothing of it is left in the browser after signing out.
    const left = await first.evaluate(async () => {
      const { client, outboxStore } = globalThis.crosstalk;
      const account = client.user?.id ?? "";
      await outboxStore.add({ account, room_id: "r", cid: "c", content: "text", queued_at: 0 });
      const before = await outboxStore.load(account);
      await client.logout();
      return [before.length, (await outboxStore.load(account)).length];
    });
    expect(left).toEqual([1, 0]);
    await browser.close();
  });
}

test("a send that the store can't take fails for who asked, and for nobody else", async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await tab(context, server().url);
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  const outcomes = await page.evaluate(async () => {
    // Two of one position: the transaction of the second is aborted, as by a full disk.
    const send = { account: "nobody", room_id: "r", content: "text", queued_at: 0, position: 7 };
    const { outboxStore } = globalThis.crosstalk;
    const added = ["first", "second"].map((cid) => outboxStore.add({ ...send, cid }));
    return (await Promise.allSettled(added)).map(({ status }) => status);
  });
  expect(outcomes).toEqual(["fulfilled", "rejected"]);
  expect(await page.evaluate(() => document.readyState)).toBe("complete");
  expect(errors).toEqual([]);
  await context.close();
});
