import { type Browser, expect, type Page } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { picture } from "../picture.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();
const RUN = "window.__pwned=1";
const PHONE = { width: 390, height: 844 };

const repeated = (part: string, length = 4_000): string =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length);

const hasRun = (page: Page): Promise<boolean> => page.evaluate(() => "__pwned" in window);

/** What stands out of the window, or would have to be scrolled to sideways. */
const outside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = [
      document.documentElement,
      ...document.querySelectorAll("[role=feed], nav, header, main"),
    ]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.localName} scrolls`);
    const away = [...document.querySelectorAll("article, header button, textarea, nav a")]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < -1 || right > innerWidth + 1);
      })
      .map((element) => `${element.localName} ${element.textContent.slice(0, 30)} is outside`);
    return [...wide, ...away];
  });

const BODIES: readonly string[] = [
  repeated("W"),
  repeated(">"),
  repeated("> - "),
  repeated("1. "),
  `${repeated("*a _b ", 1_800)}${repeated("_*", 1_800)}`,
  `z${repeated("\u0301\u0489", 3_900)}`,
  `\`\`\`\n${repeated("W", 3_900)}\n\`\`\``,
  `${repeated("|W", 1_900)}|\n${repeated("|-", 1_900)}|`,
  `# ${repeated("W", 3_900)}`,
  `https://example.org/${repeated("W", 3_900)}`,
  `\u202e${repeated("drow ", 3_900)}\u2066`,
  repeated("\n", 3_900).concat("end"),
];

test("a message of any shape stays in its row, and the room goes on", async ({ browser }) => {
  const room = unique("shapes");
  const writer = await Writer.withRoom(server().url, unique("w"), room);
  // High enough to draw all of them at once.
  const viewport = { ...PHONE, height: 12_000 };
  const ana = await Person.registered(browser, server().url, unique("ana"), { viewport });
  await ana.joinByName(room);
  await writer.write([...BODIES, "after them"]);
  for (const again of [false, true]) {
    if (again) await ana.page.reload();
    await expect(ana.message("after them")).toBeInViewport();
    await expect(ana.page.getByRole("article").filter({ visible: true })).toHaveCount(
      BODIES.length + 1,
    );
    await expect.poll(() => outside(ana.page)).toEqual([]);
  }
  ana.expectNoErrors();
  writer.stop();
  await ana.leave();
});

/** The longest that are taken, with nothing to break a line at. */
const LONGEST = { name: "W".repeat(64), topic: "W".repeat(256) };

const inHostileRoom = async (browser: Browser): Promise<Person> => {
  const { url } = server();
  const name = unique("").concat(LONGEST.name).slice(0, 64);
  const ana = await Person.registered(browser, url, unique("ana"), {
    displayName: LONGEST.name,
    viewport: PHONE,
  });
  await ana.createRoom(name, "Public");
  await ana.page.getByRole("button", { name: "Room menu" }).click();
  await ana.page.getByRole("menuitem", { name: "Name and topic" }).click();
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByLabel("Topic").fill(LONGEST.topic);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  return ana;
};

test("names and topics as long as can be leave everything else its place", async ({ browser }) => {
  const ana = await inHostileRoom(browser);
  const { page } = ana;
  await ana.send("one");
  await expect(ana.message("one")).toBeVisible();
  for (const size of [PHONE, { width: 320, height: 640 }, { width: 1280, height: 800 }]) {
    await page.setViewportSize(size);
    await expect(page.getByRole("button", { name: /^Members:/ })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: "Room menu" })).toBeInViewport({ ratio: 1 });
    await expect.poll(() => outside(page), `${size.width}`).toEqual([]);
  }
  const shown = page.getByRole("button", { name: /^Members:/ });
  if ((await shown.getAttribute("aria-expanded")) !== "true") await shown.click();
  const members = page.getByRole("region", { name: "Members" });
  await expect(members).toBeVisible();
  await expect.poll(() => members.evaluate((e) => e.scrollWidth <= e.clientWidth)).toBe(true);
  ana.expectNoErrors();
  await ana.leave();
});

interface Hostile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
  /** What it is saved as. */
  readonly saved: string;
}
const script = Buffer.from(`<script>${RUN}</script>`);
const FILES: readonly Hostile[] = [
  {
    name: `<img src=x onerror=${RUN}>.txt`,
    mimeType: "text/plain",
    buffer: script,
    saved: `_img src=x onerror=${RUN}_.txt`,
  },
  { name: "\u202egpj.exe", mimeType: "image/jpeg", buffer: script, saved: "gpj.exe" },
  {
    name: `${"W".repeat(260)}.pdf`,
    mimeType: "application/pdf",
    buffer: script,
    saved: `${"W".repeat(124)}.pdf`,
  },
  { name: `q"uo\u2028te.html`, mimeType: "text/html", buffer: script, saved: "q_uote.html" },
  {
    name: "drawing.svg",
    mimeType: "image/svg+xml",
    buffer: Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"><script>${RUN}</script></svg>`,
    ),
    saved: "drawing.svg",
  },
];

test("files of hostile names and contents are cards that download, under a name that is safe", async ({
  browser,
}) => {
  const room = unique("files");
  const ana = await Person.registered(browser, server().url, unique("ana"), { viewport: PHONE });
  await ana.createRoom(room, "Public");
  const { page } = ana;
  const both = Buffer.concat([picture(40, 30), script]);
  const polyglot = { name: "both.html", mimeType: "text/html", buffer: both };
  await page.locator("input[type=file]").setInputFiles([...FILES, polyglot]);
  const staged = page.getByRole("list", { name: "Files to send" }).getByRole("listitem");
  await expect(staged.filter({ hasText: "Ready" })).toHaveCount(FILES.length + 1);
  await expect.poll(() => outside(page)).toEqual([]);
  await ana.send("look");
  const row = ana.message("look");
  await expect(row).toHaveAttribute("data-seq", /\d/);
  await expect(row.getByRole("img", { name: "both.html" })).toHaveAttribute("src", /^blob:/);
  const cards = row.getByRole("button", { name: /^Download/ });
  await expect(cards).toHaveCount(FILES.length);
  for (const [i, { saved }] of FILES.entries()) {
    const download = page.waitForEvent("download");
    await cards.nth(i).click();
    expect((await download).suggestedFilename()).toBe(saved);
  }
  await row.getByRole("button", { name: "Open the picture both.html" }).click();
  await expect(page.getByRole("dialog").getByRole("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect.poll(() => outside(page)).toEqual([]);
  expect(await hasRun(page)).toBe(false);
  ana.expectNoErrors();
  await ana.leave();
});
