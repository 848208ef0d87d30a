import { expect } from "@playwright/test";
import { comeToRest } from "../at-rest.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";

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
  await expect.poll(caret).toEqual(["x", 0]);
  await ana.composer.fill("");
  await ana.composer.press("ArrowUp");
  await expect(ana.page.getByText("Edit message")).toBeVisible();
  await expect(ana.composer).toHaveValue("one\ntwo");
  await ana.composer.press("Escape");
  await expect(ana.composer).toHaveValue("");
  await ana.leave();
  await bo.leave();
});

test("an edit ends when its message is deleted elsewhere, and what was written stays", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("gone"), "Private");
  await ana.send("to be changed");
  await expect(ana.message("to be changed")).toHaveAttribute("data-seq", /\d+/);
  const other = await ana.tab();
  await other.page.goto(ana.page.url());
  await expect(other.message("to be changed")).toBeVisible();
  await ana.composer.fill("a draft");
  await ana.act("to be changed", "Edit");
  await ana.composer.fill("changed at length");
  await other.act("to be changed", "Delete");
  await other.page.getByRole("button", { name: "Delete message" }).click();
  await expect(ana.page.getByText("The message you were editing was deleted.")).toBeVisible();
  await expect(ana.page.getByText("Edit message")).toBeHidden();
  await expect(ana.composer).toHaveValue("a draft\nchanged at length");
  await expect(ana.composer).toBeFocused();
  await ana.leave();
});

test("with a finger alone Enter begins a new line, and the button sends", async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"), {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = ana;
  await ana.createRoom(unique("lines"), "Private");
  await expect(ana.composer).toHaveAttribute("enterkeyhint", "enter");
  await ana.composer.pressSequentially("one");
  await ana.composer.press("Enter");
  await ana.composer.pressSequentially("two");
  await expect(ana.composer).toHaveValue("one\ntwo");
  await page.getByRole("button", { name: "Send", exact: true }).tap();
  await expect(ana.composer).toHaveValue("");
  await expect(ana.message("one")).toHaveCount(1);
  await expect(ana.message("one").locator("[data-body]")).toContainText("two");
  await page.getByRole("button", { name: "All rooms" }).tap();
  await page.getByRole("button", { name: "My menu" }).tap();
  await page.getByRole("menuitem", { name: "Keyboard help" }).tap();
  const line = page.getByRole("dialog").getByRole("listitem").filter({ hasText: "New line" });
  await expect(line).toHaveText("New line Enter", { useInnerText: true });
  ana.expectNoErrors();
  await ana.leave();
});

test("with a finger alone the emoji are large enough, and no keyboard comes up over them", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"), {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = ana;
  await ana.createRoom(unique("touch"), "Private");
  await page.getByRole("button", { name: "Insert an emoji" }).tap();
  const picker = page.getByRole("dialog", { name: "Insert an emoji" });
  const grin = picker.getByRole("button", { name: "grinning face", exact: true });
  await expect(grin).toBeVisible();
  await expect(picker.getByRole("searchbox")).not.toBeFocused();
  await expect(picker).toBeFocused();
  // It grows a little as it opens.
  const size = async (): Promise<number> => {
    const box = await grin.boundingBox();
    return Math.min(box?.width ?? 0, box?.height ?? 0);
  };
  await expect.poll(size).toBeGreaterThanOrEqual(44);
  await grin.tap();
  await expect(ana.composer).toHaveValue("😀");
  await ana.leave();
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

test("E 17: Escape goes one step at a time: menu, reply, then all read and the latest", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("esc");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(texts(60));
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  await ana.act("message 60", "Reply");
  await expect(page.getByText("Reply to")).toBeVisible();
  const feed = page.getByRole("feed");
  await feed.hover();
  await page.mouse.wheel(0, -1_000);
  await comeToRest(feed);
  await expect(page.getByRole("button", { name: "Latest" })).toBeVisible();
  await writer.write(["news"]);
  await expect(page.getByRole("button", { name: "1 new message" })).toBeVisible();

  await page.getByRole("button", { name: "Room menu" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(page.getByText("Reply to")).toBeVisible();
  await expect(ana.roomLink(room)).toContainText("1 unread");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Reply to")).toBeHidden();
  await expect(ana.roomLink(room)).toContainText("1 unread");
  await page.keyboard.press("Escape");
  await expect(ana.message("news")).toBeInViewport();
  await expect(ana.roomLink(room)).not.toContainText("unread");
  writer.stop();
  await ana.leave();
});

test("E 20: typing ends within 6 s of the end of the one who types", {
  tag: "@timed",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("typing");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, unique("bo"), { displayName: "Bo" });
  await bo.joinByName(room);
  await bo.composer.pressSequentially("I was about to");
  const strip = ana.page.getByText("Bo is typing…");
  await expect(strip).toBeVisible();
  // No word of it reaches the server.
  await bo.page.context().setOffline(true);
  await expect(strip).toBeHidden({ timeout: 6_000 });
  await ana.leave();
  await bo.leave();
});

test("E 4: what the server refuses keeps its text, with Retry, Copy and Delete", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("gone");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, unique("bo"));
  await bo.joinByName(room);
  // An answer that is on its way while what it answers is deleted is refused.
  await ana.send("soon gone");
  await bo.act("soon gone", "Reply");
  await bo.page.context().setOffline(true);
  await expect(bo.bar).toBeVisible();
  await bo.send("too late");
  await ana.act("soon gone", "Delete");
  await ana.page.getByRole("button", { name: "Delete message" }).click();
  await expect(ana.message("This message was deleted.")).toBeVisible();
  await bo.page.context().setOffline(false);
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
