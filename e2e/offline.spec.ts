import { expect, type Page, test } from "@playwright/test";
import { waitUntilKept } from "./browser.ts";
import { Person, unique } from "./person.ts";
import { serverForSpec } from "./spec-server.ts";
import { texts, Writer } from "./writer.ts";

const server = serverForSpec({ RATE_LIMITS: "off" });

/** The page's server is out of reach, and its files are, too. */
const cutOff = async (page: Page): Promise<() => Promise<void>> => {
  await page.context().setOffline(true);
  return () => page.context().setOffline(false);
};

/** Cuts the page's sockets, those to come as well, until told otherwise; the rest of the network stays. */
const cutSockets = async (page: Page): Promise<{ cut(): void; mend(): void }> => {
  let isCut = false;
  const open = new Set<{ close(options: { code: number }): Promise<void> }>();
  await page.routeWebSocket("**/api/ws", (socket) => {
    if (isCut) {
      void socket.close({ code: 1011 });
      return;
    }
    open.add(socket);
    const upstream = socket.connectToServer();
    socket.onClose((code, reason) => {
      open.delete(socket);
      void upstream.close({ ...(code === undefined ? {} : { code }), reason: reason ?? "" });
    });
  });
  return {
    cut() {
      isCut = true;
      for (const socket of open) void socket.close({ code: 1011 });
      open.clear();
    },
    mend() {
      isCut = false;
    },
  };
};

test("E 2: three messages written offline arrive once each, in order, over a reload", {
  tag: "@cluster",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("outbox");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  await ana.send("before");
  const bo = await Person.registered(browser, url, unique("bo"));
  await bo.joinByName(room);
  await expect(bo.message("before")).toBeVisible();
  await waitUntilKept(ana.page, "before");

  const reconnect = await cutOff(ana.page);
  await expect(ana.bar).toBeVisible();
  for (const text of ["one", "two", "three"]) await ana.send(text);
  await expect(ana.page.getByText("Waits for the connection")).toHaveCount(3);

  // The app itself, the room and what waits in it are there without a network.
  await ana.page.reload();
  const all = ["before", "one", "two", "three"];
  await expect.poll(() => ana.texts()).toEqual(all);
  await expect(ana.bar).toBeVisible();
  await expect(ana.page.getByText("Waits for the connection")).toHaveCount(3);
  await reconnect();

  await expect.poll(() => bo.texts()).toEqual(all);
  await expect.poll(() => ana.texts()).toEqual(all);
  await expect(ana.page.getByText("Waits for the connection")).toHaveCount(0);
  for (const person of [ana, bo]) {
    await person.page.reload();
    await expect.poll(() => person.texts()).toEqual(all);
    person.expectNoErrors();
    await person.leave();
  }
});

test("E 3: a message whose ack was lost is there exactly once after the retry", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("ack");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, unique("bo"));
  await bo.joinByName(room);

  // The server takes the message; the socket dies before a word of it comes back.
  let cut = false;
  await ana.page.routeWebSocket("**/api/ws", (socket) => {
    const upstream = socket.connectToServer();
    socket.onMessage((message) => {
      upstream.send(message);
      if (!cut && String(message).includes("send_message")) {
        cut = true;
        upstream.onMessage(() => undefined);
        setTimeout(() => socket.close({ code: 1011 }), 300);
      }
    });
  });
  await ana.page.reload();
  await expect(ana.composer).toBeVisible();
  await ana.send("only once");
  await expect(bo.message("only once")).toBeVisible();
  await expect(ana.message("only once")).toHaveAttribute("data-seq", /\d+/, { timeout: 20_000 });
  await expect(ana.message("only once")).toHaveCount(1);
  await bo.page.reload();
  await expect(bo.message("only once")).toHaveCount(1);
  expect(cut).toBe(true);
  await ana.leave();
  await bo.leave();
});

test("E 4: what the server refuses says why, keeps its text, and can be retried, copied and deleted", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("refused");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  let refusing = true;
  await ana.page.routeWebSocket("**/api/ws", (socket) => {
    const upstream = socket.connectToServer();
    socket.onMessage((message) => {
      const frame = JSON.parse(String(message)) as { action: string; ref?: string };
      if (refusing && frame.action === "send_message") {
        const { ref } = frame;
        const refusal = { event: "error", ref, code: "forbidden", message: "you are muted here" };
        socket.send(JSON.stringify([refusal]));
      } else upstream.send(message);
    });
  });
  await ana.page.reload();
  await ana.createRoom(room, "Public");
  for (const text of ["precious", "rubbish", "third"]) await ana.send(text);
  const row = ana.message("precious");
  await expect(row.getByRole("alert")).toHaveText("Not sent: You are muted here.");
  await row.getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => ana.page.evaluate(() => navigator.clipboard.readText())).toBe("precious");
  // A reload neither loses it nor sends it by itself.
  await ana.page.reload();
  await expect(row.getByRole("alert")).toHaveText("Not sent: You are muted here.");
  await expect(ana.page.getByText("3 messages were not sent")).toBeVisible();
  await ana.message("rubbish").getByRole("button", { name: "Delete" }).click();
  await expect(ana.message("rubbish")).toHaveCount(0);
  refusing = false;
  await row.getByRole("button", { name: "Retry" }).click();
  await expect(row).toHaveAttribute("data-seq", /\d+/);
  await expect.poll(() => ana.texts()).toEqual(["precious", "third"]);

  refusing = true;
  await ana.send("fourth");
  await expect(ana.page.getByText("2 messages were not sent")).toBeVisible();
  refusing = false;
  await ana.page.getByRole("button", { name: "Retry all" }).click();
  await expect(ana.message("fourth")).toHaveAttribute("data-seq", /\d+/);
  await expect.poll(() => ana.texts()).toEqual(["precious", "third", "fourth"]);

  refusing = true;
  for (const text of ["x", "y"]) await ana.send(text);
  // All that were refused by then.
  await expect(ana.page.getByText("2 messages were not sent")).toBeVisible();
  await ana.page.getByRole("button", { name: "Delete all" }).click();
  await expect.poll(() => ana.texts()).toEqual(["precious", "third", "fourth"]);
  ana.expectNoErrors();
  await ana.leave();
});

test("E 5: cut off while 500 messages arrive, all of them come, the gap is shown until then, and their number is said", async ({
  browser,
}) => {
  test.slow();
  const { url } = server();
  const room = unique("missed");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(["before"]);
  const ana = await Person.registered(browser, url, unique("ana"));
  const sockets = await cutSockets(ana.page);
  await ana.page.reload();
  await ana.joinByName(room);
  await expect(ana.message("before")).toBeVisible();
  await ana.page.evaluate(() => {
    const gaps = { seen: new Set<string>() };
    Object.assign(window, { gaps });
    new MutationObserver(() => {
      const text = document.querySelector('[data-testid="gap"]')?.textContent?.trim();
      if (text !== undefined) gaps.seen.add(text);
    }).observe(document.body, { childList: true, subtree: true });
  });

  sockets.cut();
  await expect(ana.bar).toBeVisible();
  const { seq } = await writer.write(texts(500, "missed"));
  sockets.mend();
  await ana.tryNow();
  await expect(ana.page.getByText("Caught up: 500 messages in 1 room")).toBeVisible();
  const gaps = await ana.page.evaluate(() => {
    const { gaps } = window as unknown as { gaps: { seen: Set<string> } };
    return [...gaps.seen];
  });
  expect(gaps).toEqual([`Messages ${seq - 499} to ${seq} are still on their way`]);
  await expect(ana.page.getByTestId("gap")).toHaveCount(0);
  await expect(ana.bar).toBeHidden();

  // Contiguous, all the way up.
  const seen = new Set<number>();
  await ana.page.getByRole("feed").press("End");
  const feed = ana.page.getByRole("feed");
  await expect(async () => {
    const rows = await feed.evaluate(async (element) => {
      // A page that is not painted for a while gets no frames.
      const frame = () =>
        new Promise((resolve) => {
          requestAnimationFrame(resolve);
          setTimeout(resolve, 200);
        });
      element.scrollBy(0, -element.clientHeight / 2);
      await frame();
      await frame();
      const found = element.querySelectorAll<HTMLElement>("[data-seq]");
      return Array.from(found, (row) => Number(row.dataset["seq"]));
    });
    for (const row of rows) seen.add(row);
    expect(seen.has(seq - 499)).toBe(true);
  }).toPass({ intervals: [0], timeout: 60_000 });
  for (let s = seq - 499; s <= seq; s++) expect(seen.has(s), `seq ${s}`).toBe(true);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("E 6: the bar is there within two seconds, counts down, and goes with the connection and not before", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("bar");
  const ana = await Person.registered(browser, url, unique("ana"));
  const sockets = await cutSockets(ana.page);
  await ana.page.reload();
  await ana.createRoom(room, "Public");
  await expect(ana.bar).toBeHidden();
  await ana.page.evaluate(() => {
    const bar = { texts: [] as string[] };
    Object.assign(window, { bar });
    const read = (): void => {
      const text = document.querySelector('[data-testid="connection-bar"] span')?.textContent ?? "";
      if (bar.texts.at(-1) !== text) bar.texts.push(text);
    };
    new MutationObserver(read).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });

  sockets.cut();
  await expect(ana.bar).toBeVisible({ timeout: 2_000 });
  await ana.send("while you were away");
  await expect(ana.page.getByText("Waits for the connection")).toBeVisible();
  // Until a countdown has run for some seconds; short ones come first.
  const seconds = (text: string): number => Number(/ (\d+) s$/.exec(text)?.[1] ?? Number.NaN);
  const said = (): Promise<string[]> =>
    ana.page.evaluate(() => (window as unknown as { bar: { texts: string[] } }).bar.texts);
  await expect
    .poll(async () => Math.max(0, ...(await said()).map(seconds).filter((s) => s > 0)), {
      timeout: 30_000,
    })
    .toBeGreaterThan(2);
  // Something else that works is not a connection.
  const status = await ana.page.evaluate(async () => (await fetch("/api/health")).status);
  expect(status).toBe(200);
  await expect(ana.bar).toBeVisible();

  // In each wait it only goes down: up again only after an attempt was made.
  const texts = await said();
  for (const [index, text] of texts.entries()) {
    const before = texts[index - 1] ?? "";
    if (seconds(text) > 0 && seconds(before) > 0) {
      expect(seconds(text), texts.join(" | ")).toBeLessThan(seconds(before));
    }
  }
  expect(texts.slice(1)).not.toContain("");

  sockets.mend();
  await ana.tryNow();
  await expect(ana.message("while you were away")).toHaveAttribute("data-seq", /\d+/);
  ana.expectNoErrors();
  await ana.leave();
});

test("a device that loses its network says so within two seconds, and is back within one", {
  tag: "@timed",
}, async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("net"), "Public");
  await ana.page.context().setOffline(true);
  await expect(ana.bar).toContainText("You are offline", { timeout: 2_500 });
  await ana.page.context().setOffline(false);
  await expect(ana.bar).toBeHidden({ timeout: 1_500 });
  await ana.leave();
});

test("a server that dies and comes back loses nothing", { tag: "@runtimes" }, async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("crash");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  await ana.send("durable");
  await expect(ana.message("durable")).toHaveAttribute("data-seq", /\d+/);
  await expect(ana.bar).toBeHidden();

  await server().kill();
  await expect(ana.bar).toBeVisible({ timeout: 2_000 });
  await ana.send("while you were away");
  await expect(ana.page.getByText("Waits for the connection")).toBeVisible();
  await server().start();
  await ana.tryNow();
  await expect(ana.message("while you were away")).toHaveAttribute("data-seq", /\d+/);
  await expect.poll(() => ana.texts()).toEqual(["durable", "while you were away"]);
  await ana.leave();
});
