import { expect, type Page, test } from "@playwright/test";
import { Person, unique } from "./person.ts";
import { serverForSpec } from "./spec-server.ts";

const server = serverForSpec();

/** The page's server is out of reach, while its own files are not: what a reload without one needs. */
const cutOff = async (page: Page): Promise<() => void> => {
  let cut = true;
  await page.route("**/api/**", (route) => (cut ? route.abort() : route.continue()));
  await page.routeWebSocket("**/api/ws", (socket) => {
    if (cut) void socket.close();
    else socket.connectToServer();
  });
  return () => {
    cut = false;
  };
};

test("three messages written offline arrive once each, in order, over a reload", {
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

  await ana.page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  for (const text of ["one", "two", "three"]) await ana.send(text);
  await expect(ana.page.getByText("Waiting to be sent")).toHaveCount(3);

  const reconnect = await cutOff(ana.page);
  await ana.page.context().setOffline(false);
  await ana.page.reload();
  await expect(ana.page.getByText("The server can't be reached")).toBeVisible();
  reconnect();
  await ana.page.getByRole("button", { name: "Try again" }).click();

  const all = ["before", "one", "two", "three"];
  await expect.poll(() => bo.texts()).toEqual(all);
  await expect.poll(() => ana.texts()).toEqual(all);
  await expect(ana.page.getByText("Waiting to be sent")).toHaveCount(0);
  await bo.page.reload();
  await expect.poll(() => bo.texts()).toEqual(all);
  await ana.leave();
  await bo.leave();
});

test("a server that dies and comes back loses nothing, and the bar says what happens", async ({
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
  await expect(ana.page.getByText("Waiting to be sent")).toBeVisible();
  // It counts down and never up, but for the next attempt's own wait.
  await expect(ana.bar).toContainText(/Trying again in \d+ s/);

  await server().start();
  const tryNow = ana.bar.getByRole("button", { name: "Try now" });
  await expect(async () => {
    // On a busy machine the countdown may be over before the press.
    if (await tryNow.isVisible()) await tryNow.click({ timeout: 500 });
    await expect(ana.bar).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(ana.message("while you were away")).toHaveAttribute("data-seq", /\d+/);
  expect(await ana.texts()).toEqual(["durable", "while you were away"]);
  await ana.leave();
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
