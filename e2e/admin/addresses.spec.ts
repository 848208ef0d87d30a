import { once } from "node:events";
import { expect, type Page, test } from "@playwright/test";
import { WebSocket } from "ws";
import type { Client } from "../../src/protocol/admin-entities.ts";
import { adminToken, Rest, register } from "../../tests/harness/rest.ts";
import { ServerProcess } from "../../tests/harness/server-process.ts";
import { unique } from "../person.ts";
import { PHONE } from "../pictured-page.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const LONG = "2001:db8:85a3:1234:5678:8a2e:1370:7334";
const RANGE = "2001:db8:85a3:1234:5678:8a2e:1371:0/112";

/** All of it is seen, and nothing is pushed out of sight for it. */
const isWhole = async (page: Page, address: string): Promise<void> => {
  const text = page.locator("bdi").getByText(address, { exact: true }).first();
  await expect(text).toBeInViewport({ ratio: 1 });
  const sizes = await page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll("table, td")];
    const within = (box: Element): Element =>
      box instanceof HTMLTableElement ? (box.parentElement ?? box) : box;
    return boxes.map((box) => box.scrollWidth - within(box).clientWidth);
  });
  expect(Math.max(...sizes)).toBeLessThanOrEqual(0);
};

test("a long address is whole on a phone: among clients and bans, and in a client's detail", async ({
  browser,
}) => {
  // Of its own everywhere: the nginx of a cluster takes nobody's word for where they are.
  const env = { ...ADMIN_ENV, TRUSTED_PROXIES: "127.0.0.1" };
  await using server = await ServerProcess.start({ runtime: "node", env });
  const { url } = server;
  const headers = { "x-forwarded-for": LONG };
  const rest = new Rest(url);
  const token = await adminToken(rest);
  await rest.ok("POST", "/api/admin/bans", { token, body: { ip: RANGE } });
  const person = await register(new Rest(url, headers), unique("far"));
  const address = `${url.replace(/^http/, "ws")}/api/ws?token=${person.token}`;
  const socket = new WebSocket(address, { origin: url, headers });
  await once(socket, "message");
  const path = `/api/admin/clients?query=${person.user.id}`;
  const { clients } = await rest.ok<{ clients: Client[] }>("GET", path, { token });

  const options = { viewport: PHONE, hasTouch: true };
  const admin = await Admin.signedIn(browser, url, "/clients", options);
  await isWhole(admin.page, LONG);
  await admin.open("/bans");
  await isWhole(admin.page, RANGE);
  await admin.open(`/clients/${clients[0]?.connection_id}`);
  await isWhole(admin.page, LONG);
  socket.terminate();
  await admin.leave();
});
