import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const server = serverForSpec();

test("E 14: Enter that ends an input method's composition sends nothing; the next one sends once", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("ime"), "Private");
  await ana.composer.fill("こんにちは");
  await ana.composer.evaluate((field) => {
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      const press = { key: "Enter", bubbles: true, cancelable: true, ...init };
      field.dispatchEvent(new KeyboardEvent("keydown", press));
    }
  });
  await expect(ana.composer).toHaveValue("こんにちは");
  await ana.composer.press("Enter");
  await expect(ana.composer).toHaveValue("");
  await expect(ana.message("こんにちは")).toHaveCount(1);
  await ana.leave();
});

test("E 16: Up edits the last own message, only when nothing is written; Shift+Enter breaks the line", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const room = unique("up");
  await ana.createRoom(room, "Public");
  await ana.composer.pressSequentially("one");
  await ana.composer.press("Shift+Enter");
  await ana.composer.pressSequentially("two");
  await expect(ana.composer).toHaveValue("one\ntwo");
  await ana.composer.press("Enter");
  await expect(ana.message("one")).toHaveAttribute("data-seq", /\d+/);

  // Somebody else's is newer, and not hers to edit.
  const bo = await Person.registered(browser, server().url, unique("bo"));
  await bo.joinByName(room);
  await bo.send("not yours");
  await expect(ana.message("not yours")).toBeVisible();

  // With any character it only moves the caret.
  await ana.composer.fill("x");
  await ana.composer.press("ArrowUp");
  await expect(ana.page.getByText("Edit message")).toBeHidden();
  const caret = () =>
    ana.composer.evaluate((field: HTMLTextAreaElement) => [field.value, field.selectionStart]);
  expect(await caret()).toEqual(["x", 0]);
  await ana.composer.fill("");
  await ana.composer.press("ArrowUp");
  await expect(ana.page.getByText("Edit message")).toBeVisible();
  await expect(ana.composer).toHaveValue("one\ntwo");
  await ana.composer.press("Escape");
  await expect(ana.composer).toHaveValue("");
  await ana.leave();
  await bo.leave();
});

test("E 15: with the list of names open Enter takes one and sends nothing, and what follows stays", async ({
  browser,
}) => {
  const { url } = server();
  const [room, name] = [unique("names"), unique("zoe")];
  const ana = await Person.registered(browser, url, unique("ana"), { displayName: "Ana" });
  await ana.createRoom(room, "Public");
  const zoe = await Person.registered(browser, url, name, { displayName: "Zoë Quick" });
  await zoe.joinByName(room);
  await zoe.send("hello");
  await expect(ana.message("hello")).toBeVisible();

  await ana.composer.fill("ask  about it");
  await ana.composer.press("Home");
  for (let i = 0; i < 4; i++) await ana.composer.press("ArrowRight");
  await ana.composer.pressSequentially("@qui");
  const list = ana.page.getByRole("listbox", { name: "Suggestions" });
  await expect(list.getByRole("option", { selected: true })).toContainText("Zoë Quick");
  await ana.composer.press("Enter");
  await expect(list).toBeHidden();
  await expect(ana.composer).toHaveValue(`ask @${name} about it`);
  await expect(zoe.message("about it")).toHaveCount(0);
  const caret = await ana.composer.evaluate((field: HTMLTextAreaElement) => field.selectionStart);
  expect(caret).toBe(`ask @${name} `.length);

  // Escape leaves the text alone and closes nothing else; Tab takes one as Enter does.
  await ana.composer.press("End");
  await ana.composer.pressSequentially(" :tad");
  await expect(list.getByRole("option").first()).toBeVisible();
  await ana.composer.press("Escape");
  await expect(list).toBeHidden();
  await ana.composer.pressSequentially("a");
  await expect(list).toBeHidden();
  for (let i = 0; i < 5; i++) await ana.composer.press("Backspace");
  await ana.composer.pressSequentially(":tada");
  await expect(list.getByRole("option", { selected: true })).toContainText("🎉");
  await ana.composer.press("Tab");
  await expect(ana.composer).toHaveValue(`ask @${name} about it 🎉 `);
  await ana.composer.press("Enter");
  await expect(zoe.message("about it")).toHaveCount(1);
  await expect(zoe.message("about it").locator(".mention")).toHaveText(`@${name}`);
  for (const person of [ana, zoe]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("marks by keys, the counter near the end, and what is too long stays where it is", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page, composer } = ana;
  await ana.createRoom(unique("long"), "Private");
  await composer.fill("make this bold");
  await composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 9));
  await composer.press("Control+b");
  await expect(composer).toHaveValue("make **this** bold");
  await composer.press("Control+b");
  await expect(composer).toHaveValue("make this bold");
  await composer.press("Control+e");
  await expect(composer).toHaveValue("make `this` bold");

  await composer.fill("x".repeat(3_300));
  await expect(page.getByRole("status").filter({ hasText: "700" })).toBeVisible();
  await composer.fill("x".repeat(4_002));
  await expect(page.getByRole("alert")).toHaveText("2 characters too many.");
  await composer.press("Enter");
  await expect(composer).toHaveValue("x".repeat(4_002));
  await composer.fill("kept");
  await composer.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "y".repeat(50_000));
    field.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await expect(page.getByRole("alert")).toContainText("50,000 characters");
  await expect(composer).toHaveValue("kept");
  await ana.leave();
});

test("drafts belong to their room, survive a reload, and are gone once sent", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const [one, two] = [unique("one"), unique("two")];
  await ana.createRoom(one, "Private");
  await ana.composer.fill("half a thought");
  await ana.createRoom(two, "Private");
  await expect(ana.composer).toHaveValue("");
  await expect(ana.roomLink(one)).toContainText("draft");
  await expect
    .poll(() => ana.page.evaluate(() => JSON.stringify({ ...localStorage })))
    .toContain("half a thought");
  await ana.page.reload();
  await ana.open(one);
  await expect(ana.composer).toHaveValue("half a thought");
  await ana.composer.press("Enter");
  await ana.page.reload();
  await expect(ana.message("half a thought")).toBeVisible();
  await expect(ana.composer).toHaveValue("");
  await ana.leave();
});

test("Escape closes the layer that is open and nothing behind it", async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("esc"), "Private");
  await ana.send("hello");
  await ana.act("hello", "Reply");
  await expect(ana.page.getByText("Reply to")).toBeVisible();
  await ana.page.getByRole("button", { name: "Room menu" }).click();
  await expect(ana.page.getByRole("menu")).toBeVisible();
  await ana.page.keyboard.press("Escape");
  await expect(ana.page.getByRole("menu")).toBeHidden();
  await expect(ana.page.getByText("Reply to")).toBeVisible();
  await ana.leave();
});

test("what the server refuses keeps its text, with Retry, Copy and Delete", async ({ browser }) => {
  const { url } = server();
  const room = unique("gone");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, unique("bo"));
  await bo.joinByName(room);
  // Answers to what was deleted meanwhile are refused.
  await ana.send("soon gone");
  await bo.act("soon gone", "Reply");
  await bo.composer.fill("too late");
  await ana.act("soon gone", "Delete");
  await ana.page.getByRole("button", { name: "Delete message" }).click();
  await expect(bo.message("This message was deleted.")).toBeVisible();
  await bo.composer.press("Enter");
  const refused = bo.message("too late");
  await expect(refused.getByRole("alert")).toContainText("Not sent");
  await expect(refused.getByRole("button", { name: "Retry" })).toBeVisible();
  await expect(refused.getByRole("button", { name: "Copy" })).toBeVisible();
  await bo.page.reload();
  await expect(bo.message("too late").getByRole("alert")).toBeVisible();
  await bo.message("too late").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(bo.message("too late")).toHaveCount(0);
  await ana.leave();
  await bo.leave();
});
