import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { ChatClient } from "../../src/client/chat-client.ts";
import { ADMIN_ENV, Admin } from "../admin/admin.ts";
import { unique } from "../person.ts";
import { topologyForSpec } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

/** Whoever is away for the three seconds of a drain is then not a thousand messages behind, which would be a `reset`. */
const BETWEEN_WRITES_MS = 20;

const topology = topologyForSpec({
  env: ADMIN_ENV,
  envOf: (index) => ({ SERVER_ID: `server-${index + 1}` }),
});

/** Somebody connected through nginx, who counts what they hear in a room. */
const listener = async (url: string, roomId: string, heard: Set<number>): Promise<ChatClient> => {
  const chat = new ChatClient({ url });
  await chat.session.register({ username: unique("ear"), password: "correct horse battery" });
  const online = chat.next("state", { matches: (state) => state.status === "online" });
  await chat.start();
  await online;
  await chat.join({ room_id: roomId });
  chat.on("entry", (entry) => {
    if (entry.room_id === roomId) heard.add(entry.seq);
  });
  await chat.openRoom(roomId);
  return chat;
};

test("E 35: a drain asks for the server's name, counts everyone, and nobody misses a message", {
  tag: "@cluster",
}, async ({ browser }) => {
  test.setTimeout(180_000);
  const { url } = topology();
  const writer = await Writer.withRoom(url, unique("w"), unique("drained"));
  const ears = Array.from({ length: 9 }, () => new Set<number>());
  const chats = await Promise.all(ears.map((heard) => listener(url, writer.roomId, heard)));
  const admin = await Admin.signedIn(browser, url, "/servers");
  const { page } = admin;
  const id = "server-1";
  const target = page.locator(`tr[data-row="${id}"]`);
  await target.getByRole("button", { name: `Drain ${id}` }).click();
  const dialog = page.getByRole("dialog", { name: `Drain ${id}` });
  const act = dialog.getByRole("button", { name: `Drain ${id}` });
  await expect(act).toBeDisabled();
  await dialog.getByLabel("Clients a second").fill("1");
  await dialog.getByLabel(`Type ${id} to drain it`).fill(id);
  await act.click();

  let stopped = false;
  let last = 0;
  const writing = (async () => {
    while (!stopped) {
      last = (await writer.write(texts(3))).seq;
      await delay(BETWEEN_WRITES_MS);
    }
  })();
  const counts = async (): Promise<readonly number[]> => {
    const written = await dialog.locator("[data-part]").allInnerTexts();
    return written.map((text) => Number(text.replaceAll(/\D/g, "")));
  };
  const total = Number(await dialog.getByRole("progressbar").getAttribute("aria-valuemax"));
  expect(total).toBeGreaterThan(0);
  for (let look = 0; look < 3; look++) {
    expect((await counts()).reduce((sum, part) => sum + part, 0)).toBe(total);
    await page.waitForTimeout(600);
  }
  // It is the server that counts: whoever looks anew sees how far it is.
  await page.reload();
  await target.getByRole("button", { name: `Drain ${id}` }).click();
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("aria-valuemax", String(total));
  expect((await counts()).reduce((sum, part) => sum + part, 0)).toBe(total);
  await dialog.getByRole("button", { name: "Abort, and take clients again" }).click();
  await expect(dialog).toBeHidden();
  await expect(target).toContainText("ok");
  stopped = true;
  await writing;
  for (const heard of ears) {
    await expect.poll(() => heard.has(last), { timeout: 20_000 }).toBe(true);
    for (let seq = Math.min(...heard); seq <= last; seq++)
      expect(heard.has(seq), `seq ${seq}`).toBe(true);
  }
  for (const chat of chats) chat.stop();
  writer.stop();
  await admin.leave();
});

test("a drain whose server stops meanwhile comes to its end, which is told", {
  tag: "@cluster",
}, async ({ browser }) => {
  test.setTimeout(120_000);
  const admin = await Admin.signedIn(browser, topology().url, "/servers");
  const { page } = admin;
  const id = "server-2";
  const target = page.locator(`tr[data-row="${id}"]`);
  await target.getByRole("button", { name: `Drain ${id}` }).click();
  const dialog = page.getByRole("dialog", { name: `Drain ${id}` });
  await dialog.getByLabel(`Type ${id} to drain it`).fill(id);
  await dialog.getByRole("button", { name: `Drain ${id}` }).click();
  await expect(dialog.getByRole("progressbar")).toBeVisible();
  await topology().cluster.server(1).signal("SIGTERM");
  await expect(dialog.getByRole("status")).toHaveText("The server has stopped.", {
    timeout: 30_000,
  });
  await expect(dialog.getByRole("button", { name: /^Abort/ })).toHaveCount(0);
  await topology().cluster.server(1).start();
  await admin.leave();
});
