import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const server = serverForSpec();

test("Enter that ends an input method's composition sends nothing; the next one sends once", async ({
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

test("Shift+Enter breaks the line; Up edits the last own message only when nothing is written", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("up"), "Private");
  await ana.composer.pressSequentially("one");
  await ana.composer.press("Shift+Enter");
  await ana.composer.pressSequentially("two");
  await expect(ana.composer).toHaveValue("one\ntwo");
  await ana.composer.press("Enter");
  await expect(ana.message("one")).toHaveAttribute("data-seq", /\d+/);

  await ana.composer.fill("x");
  await ana.composer.press("ArrowUp");
  await expect(ana.page.getByText("Edit message")).toBeHidden();
  await ana.composer.fill("");
  await ana.composer.press("ArrowUp");
  await expect(ana.page.getByText("Edit message")).toBeVisible();
  await expect(ana.composer).toHaveValue("one\ntwo");
  await ana.composer.press("Escape");
  await expect(ana.composer).toHaveValue("");
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
