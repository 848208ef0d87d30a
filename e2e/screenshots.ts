/**
 * `npm run screenshots`: the pictures of docs/user-guide.md, docs/admin-guide.md and README.md, from a cluster of its own with
 * people in it who talk; some five minutes. Looks are those of this machine's fonts; one with emoji among them is best.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type BrowserContextOptions, chromium, type Page } from "@playwright/test";
import { ChatClient } from "../src/client/chat-client.ts";
import { ADMIN } from "../tests/harness/rest.ts";
import { RUNTIMES } from "../tests/harness/runtime-command.ts";
import { Topology } from "../tests/harness/topology.ts";
import { adminPictures } from "./admin/pictures.ts";
import { findChromium } from "./chromium.ts";

const folder = join(import.meta.dirname, "../docs/pictures");
const PASSWORD = "correct horse battery";
const WIDE = { width: 1280, height: 800 };

const person = async (url: string, username: string, display_name: string): Promise<ChatClient> => {
  const chat = new ChatClient({ url });
  await chat.session.register({ username, password: PASSWORD, display_name });
  const online = chat.next("state", { matches: (state) => state.status === "online" });
  await chat.start();
  await online;
  return chat;
};

const say = async (chat: ChatClient, roomId: string, text: string, replyTo?: number) => {
  const item = chat.send(roomId, text, replyTo === undefined ? {} : { replyTo });
  const stored = await chat.outbox.settled(item.cid);
  return stored.seq;
};

const CODE = [
  "The whole fix is one line:",
  "```ts",
  "const frame = encode(events); // once per room and turn",
  "for (const socket of room.sockets) socket.send(frame);",
  "```",
  "Fan-out went from 96k to **875k** deliveries a second.",
].join("\n");
const TABLE = [
  "Both on two cores:",
  "",
  "| runtime | before | after |",
  "|---|---|---|",
  "| Node | 96k | 875k |",
  "| Bun | 125k | 980k |",
  "| Deno | 107k | 822k |",
].join("\n");

/** A team on an ordinary day; `maya` is whose screen we look at. */
const seed = async (url: string) => {
  const maya = await person(url, "maya", "Maya Lindqvist");
  const ana = await person(url, "ana", "Ana Sørensen");
  const jonas = await person(url, "jonas", "Jonas Weber");
  const priya = await person(url, "priya", "Priya Raman");
  const omar = await person(url, "omar", "عمر حداد");
  const others = [ana, jonas, priya, omar];

  const rooms = new Map<string, string>();
  for (const [name, topic] of [
    ["platform", "Runtimes, releases, and what broke in between"],
    ["design-review", "Bring a picture"],
    ["lobby", "Everything else"],
  ] as const) {
    const { room } = await maya.createRoom({ name, kind: "public", topic });
    rooms.set(name, room.id);
    for (const other of others) await other.join({ room_id: room.id });
  }
  await maya.createRoom({ name: "leads", kind: "private" });
  await maya.createRoom({ name: "standup", kind: "ephemeral" });

  const platform = rooms.get("platform") ?? "";
  await say(jonas, platform, "Morning! The Bun runner is green again: a port still in TIME_WAIT.");
  await say(ana, platform, "Nice find 🙌");
  const code = await say(ana, platform, CODE);
  const question = await say(jonas, platform, "Did you measure on the same machine?");
  await say(ana, platform, TABLE, question);
  await say(omar, platform, "مرحبا بالجميع، جربت النسخة الجديدة على ثلاثة خوادم وكل شيء يعمل.");
  await say(priya, platform, "@maya can we ship it *today*? Notes: https://crosstalk.example/0.9");
  await say(maya, platform, "Yes. Pull the plug while I do, and look at the top of the window.");
  const last = await say(
    ana,
    platform,
    "Sent three while offline. They arrived once each, in order.",
  );
  for (const chat of [jonas, priya, omar]) await chat.react(platform, code, "🎉", true);
  await maya.react(platform, code, "🎉", true);
  await jonas.react(platform, code, "🚀", true);
  await maya.react(platform, last, "✅", true);
  maya.markRead(platform, last);

  await say(priya, rooms.get("design-review") ?? "", "@maya the new empty states are up");
  await say(jonas, rooms.get("design-review") ?? "", "I like the second one.");
  const direct = await ana.rest.call("openDirectRoom", {
    body: { user_id: maya.session.user?.id ?? "" },
  });
  await say(ana, direct.room.id, "Lunch?");
  for (const chat of others) await chat.openRoom(platform);
  return { others, maya, platform };
};

await mkdir(folder, { recursive: true });
await using topology = await Topology.start({
  env: { RATE_LIMITS: "off", ...ADMIN },
  envOf: (index) => ({ SERVER_ID: `${RUNTIMES[index]}-1` }),
});
const { url } = topology;
const cast = await seed(url);
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

/** Maya's screen, in the room or at the list. */
const screen = async (
  options: BrowserContextOptions & { readonly path?: string } = {},
): Promise<Page> => {
  const { path = `/r/${cast.platform}`, ...context } = options;
  const opened = await browser.newContext({ viewport: WIDE, locale: "en-GB", ...context });
  const page = await opened.newPage();
  const answer = await page.request.post(`${url}/api/auth/login`, {
    data: { username: "maya", password: PASSWORD },
  });
  if (!answer.ok()) throw new Error(`Maya is not let in: ${answer.status()}`);
  await page.goto(url + path);
  const arrived = path === "/" ? "Crosstalk" : "once each, in order";
  await page.getByText(arrived).last().waitFor();
  return page;
};
const shoot = async (page: Page, name: string): Promise<void> => {
  await page.mouse.move(0, 0);
  // Past the fading of tooltips and the last arrival.
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  console.log(`docs/pictures/${name}.png`);
};

const room = await screen();
await shoot(room, "conversation");
await room.keyboard.press("Control+k");
await room.keyboard.type("de");
await shoot(room, "switcher");
await room.keyboard.press("Escape");
await room
  .getByRole("button", { name: /^Search/ })
  .last()
  .click();
await room.getByPlaceholder("Search in this room").fill("deliveries");
await room.keyboard.press("Enter");
await room.locator("mark").first().waitFor();
await shoot(room, "search");
await room.context().close();

const away = await screen();
await away.context().setOffline(true);
await away.getByTestId("connection-bar").waitFor();
await away.getByRole("textbox", { name: /^Message / }).fill("This waits until we are back.");
await away.keyboard.press("Enter");
await shoot(away, "offline");
await away.context().close();

const dark = await screen({ colorScheme: "dark" });
await shoot(dark, "dark");
await dark.context().close();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const pocket = await screen(phone);
await shoot(pocket, "phone");
await pocket.context().close();

const arabic = await screen({ locale: "ar-EG" });
await shoot(arabic, "arabic");
await arabic.context().close();

const home = await screen({ path: "/" });
await home.getByRole("button", { name: "My menu" }).click();
await home.getByRole("menuitem", { name: /Settings/ }).click();
await shoot(home, "settings");
await home.context().close();

const adminScreen = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const opened = await browser.newContext({ viewport: WIDE, locale: "en-GB", ...options });
  const page = await opened.newPage();
  const answer = await page.request.post(`${url}/api/admin/login`, {
    data: { username: ADMIN.ADMIN_USERNAME, password: ADMIN.ADMIN_PASSWORD },
  });
  if (!answer.ok()) throw new Error(`The admin is not let in: ${answer.status()}`);
  await page.goto(`${url}/admin${path}`);
  await page.getByRole("main").waitFor();
  return page;
};
await adminPictures({
  url,
  screen: adminScreen,
  shoot,
  reported: cast.others[1] ?? cast.maya,
  reporter: cast.others[0] ?? cast.maya,
  roomId: cast.platform,
});

await browser.close();
for (const chat of [cast.maya, ...cast.others]) chat.stop();
