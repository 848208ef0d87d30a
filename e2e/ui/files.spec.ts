import { type Browser, expect, type Locator } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { findingsInBothSchemes, seriousFindings } from "../axe.ts";
import { waitForFiles, waitForStoredSends } from "../browser.ts";
import { Person, unique } from "../person.ts";
import { picture } from "../picture.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
const png = (name: string, width = 900, height = 600): TestFile => ({
  name,
  mimeType: "image/png",
  buffer: picture(width, height),
});
const pdf = (name: string): TestFile => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.7\n"),
});

const staged = (person: Person): Locator =>
  person.page.getByRole("list", { name: "Files to send" }).getByRole("listitem");
const pick = (person: Person, ...files: TestFile[]): Promise<void> =>
  person.page.locator("input[type=file]").setInputFiles(files);
const pictureNamed = (person: Person, name: string): Locator =>
  person.page.getByRole("button", { name: `Open the picture ${name}` });

/** Hands files to the page as the clipboard, or as what is dragged, does; true when the page took them. */
const hand = (target: Locator, type: "paste" | "drop" | "dragover", files: TestFile[]) =>
  target.evaluate(
    (element, { type, files }) => {
      const data = new DataTransfer();
      for (const { name, mimeType, bytes } of files) {
        data.items.add(new File([Uint8Array.from(bytes)], name, { type: mimeType }));
      }
      const init = { bubbles: true, cancelable: true };
      const event =
        type === "paste"
          ? new ClipboardEvent(type, { ...init, clipboardData: data })
          : new DragEvent(type, { ...init, dataTransfer: data });
      return !element.dispatchEvent(event);
    },
    { type, files: files.map((file) => ({ ...file, bytes: [...file.buffer] })) },
  );

const alone = async (browser: Browser, stem: string): Promise<Person> => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique(stem), "Private");
  return ana;
};
const two = async (browser: Browser): Promise<{ ana: Person; ben: Person; room: string }> => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const room = unique("files");
  await ana.createRoom(room, "Public");
  const ben = await Person.registered(browser, server().url, unique("ben"));
  await ben.joinByName(room);
  return { ana, ben, room };
};

test("Files: pasted, dropped and picked are staged with a preview and never sent by themselves; a drop never replaces the page", async ({
  browser,
}) => {
  const ana = await alone(browser, "stage");
  const { page } = ana;
  expect(await hand(ana.composer, "paste", [png("pasted.png", 60, 40)])).toBe(true);
  await expect(staged(ana)).toHaveCount(1);
  await expect(staged(ana).locator("img")).toBeVisible();
  const feed = page.getByRole("feed");
  await hand(feed, "dragover", [pdf("dropped.pdf")]);
  await expect(page.getByText(/Drop to attach to/)).toBeVisible();
  expect(await hand(feed, "drop", [pdf("dropped.pdf")])).toBe(true);
  await expect(page.getByText(/Drop to attach to/)).toBeHidden();
  await pick(ana, pdf("picked.pdf"));
  await expect(staged(ana)).toContainText(["pasted.png", "dropped.pdf", "picked.pdf"]);
  await expect(staged(ana)).toContainText(["Ready", "Ready", "Ready"]);
  // Beside the conversation nothing is taken, and the browser does not open it either.
  expect(await hand(page.getByRole("complementary").first(), "drop", [pdf("x.pdf")])).toBe(true);
  await expect(staged(ana)).toHaveCount(3);
  await page.getByRole("button", { name: "Remove dropped.pdf" }).click();
  await expect(staged(ana)).toHaveCount(2);
  await expect(page.locator("[data-body]")).toHaveCount(0);
  ana.expectNoErrors();
  await ana.leave();
});

test("Files: sent with a text or alone, under their names; pictures inline, others as cards that download", async ({
  browser,
}) => {
  const { ana, ben } = await two(browser);
  await pick(ana, png("harbour.png"), pdf("minutes.pdf"));
  await expect(staged(ana)).toHaveCount(2);
  await ana.send("look at this");
  await expect(staged(ana)).toHaveCount(0);
  const row = ben.message("look at this");
  await expect(row.getByRole("img", { name: "harbour.png" })).toHaveAttribute("src", /^blob:/);
  const download = ben.page.waitForEvent("download");
  await row.getByRole("button", { name: /Download\s+minutes\.pdf\s+9 bytes/ }).click();
  expect((await download).suggestedFilename()).toBe("minutes.pdf");

  await pick(ana, pdf("alone.pdf"));
  await ana.composer.press("Enter");
  const card = ben.page.getByRole("button", { name: /Download\s+alone\.pdf/ });
  await expect(card).toBeVisible();
  // The name is the text of the message, and is shown once.
  await expect(ben.page.getByText("alone.pdf", { exact: true })).toHaveCount(1);
  ben.expectNoErrors();
  await ana.leave();
  await ben.leave();
});

test("Files: what can't be sent says why beside it, and the rest goes", async ({ browser }) => {
  const ana = await alone(browser, "refused");
  const { page } = ana;
  const huge = {
    name: "huge.bin",
    mimeType: "",
    buffer: Buffer.alloc(10 * 1024 * 1024 + 1, 7),
  };
  await ana.composer.fill("my words");
  await pick(ana, huge, { name: "none.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) });
  await expect(staged(ana).nth(0).getByRole("alert")).toContainText("at most 10 MB");
  await expect(staged(ana).nth(1).getByRole("alert")).toContainText("empty");
  await pick(ana, ...Array.from({ length: 12 }, (_, i) => pdf(`${i}.pdf`)));
  await expect(page.getByText("2 files were left out: a message takes 10.")).toBeVisible();
  await expect(staged(ana)).toHaveCount(12);
  await ana.composer.press("Enter");
  const row = ana.message("my words");
  await expect(row.getByRole("button", { name: /^Download/ })).toHaveCount(10);
  await expect(row).toHaveAttribute("data-seq", /\d/);
  await expect(staged(ana)).toHaveCount(2);
  await expect(ana.composer).toHaveValue("");

  await page.route("**/api/uploads", (route) =>
    route.fulfill({
      status: 413,
      json: { error: { code: "too_large", message: "Your files would take up more than 1 GiB." } },
    }),
  );
  await pick(ana, pdf("quota.pdf"));
  await expect(page.getByRole("alert").filter({ hasText: "more than 1 GiB" })).toBeVisible();
  await ana.composer.fill("kept");
  await page.unroute("**/api/uploads");
  await expect(ana.composer).toHaveValue("kept");
  await ana.leave();
});

test("Files: an upload shows its progress, can be cancelled, and tried again when it failed", async ({
  browser,
}) => {
  const ana = await alone(browser, "progress");
  const { page } = ana;
  let answer: (() => void) | undefined;
  await page.route("**/api/uploads", async (route) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.abort();
  });
  await pick(ana, png("slow.png"));
  await expect(staged(ana)).toContainText("Uploading");
  await expect.poll(() => answer !== undefined).toBe(true);
  answer?.();
  await expect(staged(ana).getByRole("alert")).toContainText("can't be reached");
  await page.unroute("**/api/uploads");
  await page.getByRole("button", { name: "Try slow.png again" }).click();
  await expect(staged(ana)).toContainText("Ready");
  await page.getByRole("button", { name: "Remove slow.png" }).click();
  await expect(staged(ana)).toHaveCount(0);
  await ana.leave();
});

test("Files: a message and its files wait offline, survive a reload and arrive once", async ({
  browser,
}) => {
  const { ana, ben } = await two(browser);
  const { page } = ana;
  // What shows chosen files is loaded late.
  await waitForFiles(page);
  await page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  await pick(ana, png("offline.png"), pdf("offline.pdf"));
  await expect(staged(ana)).toHaveCount(2);
  await ana.send("written offline");
  const waiting = ana.message("written offline");
  await expect(waiting.getByRole("img", { name: "offline.png" })).toBeVisible();
  await waitForStoredSends(page, 1);
  // Unable to upload before the network is back, so that it is in the outbox over the reload.
  await page.route("**/api/uploads", (route) => route.abort());
  await page.context().setOffline(false);
  await page.reload();
  await expect(waiting.getByRole("img", { name: "offline.png" })).toBeVisible();
  await expect(ben.message("written offline")).toHaveCount(0);
  await page.unroute("**/api/uploads");
  await page.reload();
  await expect(waiting).toHaveAttribute("data-seq", /\d/);
  const row = ben.message("written offline");
  await expect(row).toHaveCount(1);
  await expect(row.getByRole("img", { name: "offline.png" })).toHaveAttribute("src", /^blob:/);
  await expect(row.getByRole("button", { name: /Download\s+offline\.pdf/ })).toBeVisible();
  await ana.leave();
  await ben.leave();
});

test("Files: nothing moves when a picture comes, nothing is fetched out of sight, and a deleted message loses its own", async ({
  browser,
}) => {
  const { ana, ben: other, room } = await two(browser);
  await other.leave();
  await pick(ana, png("tall.png", 300, 900));
  await ana.send("first");
  await expect(ana.message("first")).toHaveAttribute("data-seq", /\d/);
  for (let i = 0; i < 25; i++) await ana.send(`line ${i}`);
  await expect(ana.message("line 24")).toHaveAttribute("data-seq", /\d/);

  const fetched: string[] = [];
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Who joins now has read all: the room opens at its end, away from the picture.
  const ben = await Person.registered(browser, server().url, unique("late"));
  await ben.page.route("**/api/attachments/*", async (route) => {
    fetched.push(route.request().url());
    await held;
    await route.continue();
  });
  await ben.joinByName(room);
  await expect(ben.message("line 24")).toBeInViewport();
  expect(fetched).toHaveLength(0);
  const frame = pictureNamed(ben, "tall.png");
  await ben.page.getByRole("feed").hover();
  await expect
    .poll(async () => {
      await ben.page.mouse.wheel(0, -600);
      return frame.isVisible();
    })
    .toBe(true);
  await frame.scrollIntoViewIfNeeded();
  await expect.poll(() => fetched.length).toBe(1);
  await comeToRest(ben.page.getByRole("feed"));
  const below = ben.message("first").locator("xpath=following::article[1]");
  const before = [await frame.boundingBox(), await below.boundingBox()];
  release?.();
  await expect(frame.getByRole("img")).toBeVisible();
  expect([await frame.boundingBox(), await below.boundingBox()]).toEqual(before);

  await ana.page.getByRole("feed").press("Home");
  await ana.act("first", "Delete");
  await ana.page.getByRole("button", { name: "Delete message" }).click();
  await expect(ben.page.getByText("This message was deleted.")).toBeVisible();
  await expect(frame).toHaveCount(0);
  await ana.leave();
  await ben.leave();
});

test("E 22: files staged, sent and shown large are reached by keys, and axe finds nothing", async ({
  browser,
}) => {
  const ana = await alone(browser, "keys");
  const { page } = ana;
  const check = async (): Promise<void> => {
    // What comes to lie under the pointer says its name a little later: no part of this.
    await page.mouse.move(0, 0);
    expect(await seriousFindings(page)).toEqual([]);
  };
  await pick(ana, png("one.png"), png("two.png", 400, 600), pdf("three.pdf"));
  await expect(staged(ana)).toContainText(["Ready", "Ready", "Ready"]);
  await check();
  await ana.send("three files");
  await expect(ana.message("three files")).toHaveAttribute("data-seq", /\d/);
  await expect(pictureNamed(ana, "one.png").getByRole("img")).toBeVisible();
  await check();

  await ana.composer.press("Shift+Tab");
  await ana.message("three files").focus();
  await page.keyboard.press("Tab");
  await expect(pictureNamed(ana, "one.png")).toBeFocused();
  await page.keyboard.press("Enter");
  const viewer = page.getByRole("dialog", { name: "one.png" });
  await expect(viewer.getByText("1 of 2")).toBeVisible();
  await check();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "two.png" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "two.png" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  ana.expectNoErrors();
  await ana.leave();
});

test("E 22: the search with its suggestions and results has no serious finding, light and dark", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("axe"), "Private");
  await ana.send("needle in the hay");
  await expect(ana.message("needle")).toHaveAttribute("data-seq", /\d/);
  await page.keyboard.press("Control+f");
  const field = page.getByRole("combobox", { name: /^Search/ });
  await field.fill("needle");
  await expect(page.getByRole("list", { name: "Search results" }).getByRole("button")).toHaveCount(
    1,
  );
  await field.press("Enter");
  await field.pressSequentially(" from:");
  await expect(page.getByRole("option", { name: "Me" })).toBeVisible();
  expect(await findingsInBothSchemes(page)).toEqual([]);
  await ana.leave();
});
