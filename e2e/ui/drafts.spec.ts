import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

test("E 19: drafts differ per room, survive a reload, and are absent in both tabs after sending", async ({
  browser,
}) => {
  const { url } = server();
  const [one, two] = [unique("one"), unique("two")];
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(one, "Private");
  await ana.createRoom(two, "Private");
  await ana.composer.fill("for the second");
  await ana.open(one);
  await expect(ana.composer).toHaveValue("");
  await ana.composer.fill("for the first");
  await ana.open(two);
  await expect(ana.composer).toHaveValue("for the second");
  await expect(ana.roomLink(one).getByRole("img", { name: "Draft" })).toBeVisible();

  // At once: nobody waits for the app to save.
  await ana.composer.fill("for the second, changed");
  await page.reload();
  await expect(ana.composer).toHaveValue("for the second, changed");
  await ana.open(one);
  await expect(ana.composer).toHaveValue("for the first");

  const other = await page.context().newPage();
  await other.goto(page.url());
  const otherComposer = other.getByRole("textbox", { name: /^Message / });
  await expect(otherComposer).toHaveValue("for the first");
  await ana.composer.press("Enter");
  await expect(ana.message("for the first")).toHaveAttribute("data-seq", /\d+/);
  await expect(ana.composer).toHaveValue("");
  await expect(otherComposer).toHaveValue("");
  for (const tab of [page, other]) {
    await tab.reload();
    await expect(tab.getByRole("textbox", { name: /^Message / })).toHaveValue("");
  }
  await expect(ana.roomLink(two).getByRole("img", { name: "Draft" })).toBeVisible();
  await expect(ana.roomLink(one).getByRole("img", { name: "Draft" })).toHaveCount(0);
  ana.expectNoErrors();
  await ana.leave();
});

test("what two tabs write in two rooms is kept in both", async ({ browser }) => {
  const { url } = server();
  const [one, two] = [unique("one"), unique("two")];
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(one, "Private");
  await ana.createRoom(two, "Private");
  const other = await ana.page.context().newPage();
  await other.goto(ana.page.url());
  await other
    .getByRole("navigation", { name: "My rooms" })
    .getByRole("link", { name: one })
    .click();
  await expect(other.getByRole("heading", { level: 1, name: one })).toBeVisible();
  await ana.composer.fill("from the first tab");
  await other.getByRole("textbox", { name: /^Message / }).fill("from the other tab");
  // A tab that is closed has no time for it: what it would write over the other's is written by then.
  const stored = (): Promise<string> =>
    ana.page.evaluate(() => Object.values({ ...localStorage }).join("\n"));
  for (const text of ["from the first tab", "from the other tab"]) {
    await expect.poll(stored).toContain(text);
  }
  await other.close();
  await ana.page.reload();
  await expect(ana.composer).toHaveValue("from the first tab");
  await ana.open(one);
  await expect(ana.composer).toHaveValue("from the other tab");
  await ana.leave();
});

test("an edit and a reply that were begun are there again after a reload, beside the text of a message to come", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  await ana.send("as it was");
  await expect(ana.message("as it was")).toHaveAttribute("data-seq", /\d+/);

  await ana.composer.fill("to come");
  await ana.act("as it was", "Edit");
  await ana.composer.fill("as it is now");
  // Drafts are stored a moment later, and another tab begins with what is stored.
  const stored = (): Promise<string> =>
    page.evaluate(() => Object.values({ ...localStorage }).join("\n"));
  await expect.poll(stored).toContain("as it is now");
  // Somebody's other tab, where nothing is edited, leaves the edit alone.
  const other = await ana.tab();
  await other.page.goto(page.url());
  await expect(other.composer).toHaveValue("as it is now");
  await other.page.getByRole("button", { name: "Cancel" }).click();
  await expect(ana.composer).toHaveValue("to come");
  await page.mouse.move(0, 0);
  await ana.act("as it was", "Edit");
  await ana.composer.fill("as it is now");
  await other.composer.fill("to come, from the other tab");
  await expect.poll(stored).toContain("to come, from the other tab");
  await other.page.close();

  await page.reload();
  await expect(page.getByText("Edit message")).toBeVisible();
  await expect(ana.composer).toHaveValue("as it is now");
  await ana.composer.press("Enter");
  await expect(ana.message("as it is now")).toBeVisible();
  await expect(ana.composer).toHaveValue("to come, from the other tab");

  await ana.act("as it is now", "Reply");
  await page.reload();
  await expect(page.getByText(/^Reply to /)).toBeVisible();
  await expect(ana.composer).toHaveValue("to come, from the other tab");
  await ana.composer.press("Enter");
  const answer = ana.message("to come, from the other tab");
  await expect(answer.getByRole("button", { name: /as it is now/ })).toBeVisible();
  await page.reload();
  await expect(ana.composer).toHaveValue("");
  await expect(page.getByText(/^Reply to /)).toHaveCount(0);
  ana.expectNoErrors();
  await ana.leave();
});

test("what is typed on, or begun, while an edit is on its way is kept", async ({ browser }) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  let release: (() => void) | undefined;
  let held = false;
  await page.routeWebSocket("**/api/ws", (socket) => {
    const upstream = socket.connectToServer();
    const kept: (string | Buffer)[] = [];
    upstream.onMessage((frame) => {
      if (held) kept.push(frame);
      else socket.send(frame);
    });
    release = () => {
      held = false;
      for (const frame of kept.splice(0)) socket.send(frame);
    };
  });
  await page.reload();
  await ana.createRoom(unique("room"), "Private");
  for (const text of ["first", "second"]) {
    await ana.send(text);
    await expect(ana.message(text)).toHaveAttribute("data-seq", /\d+/);
  }

  await ana.act("first", "Edit");
  held = true;
  await ana.composer.fill("first, edited");
  await ana.composer.press("Enter");
  await ana.composer.fill("first, edited, and more");
  release?.();
  await expect(ana.message("first, edited")).toBeVisible();
  await expect(ana.composer).toHaveValue("first, edited, and more");

  held = true;
  await ana.composer.press("Enter");
  await ana.act("second", "Edit");
  await expect(ana.composer).toHaveValue("second");
  release?.();
  await expect(ana.message("first, edited, and more")).toBeVisible();
  await expect(ana.composer).toHaveValue("second");
  await ana.composer.fill("second, edited");
  await ana.composer.press("Enter");
  await expect(ana.message("second, edited")).toBeVisible();
  await expect(ana.composer).toHaveValue("");
  ana.expectNoErrors();
  await ana.leave();
});

test("an answer to what is deleted meanwhile goes on as a message of its own, and keeps nothing of what was erased", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("erased");
  const ana = await Person.registered(browser, url, unique("ana"));
  const ben = await Person.registered(browser, url, unique("ben"));
  const { page } = ben;
  await ana.createRoom(room, "Public");
  await ana.send("said too much");
  await ben.joinByName(room);
  await ben.act("said too much", "Reply");
  await ben.composer.fill("what I think of it");
  await expect(page.getByText(/^Reply to/)).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .toContain("said too much");
  // Who writes in the middle of the text goes on there.
  await ben.composer.press("Home");

  await ana.act("said too much", "Delete");
  await ana.page.getByRole("button", { name: "Delete message" }).click();
  await expect(page.getByText("The message you were replying to was deleted.")).toBeVisible();
  await expect(page.getByText(/^Reply to/)).toHaveCount(0);
  await expect(page.getByText("said too much")).toHaveCount(0);
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(localStorage)))
    .not.toContain("said too much");
  await page.keyboard.type("Now ");
  await ben.composer.press("Enter");
  await expect(ana.message("Now what I think of it")).toBeVisible();
  ben.expectNoErrors();
  await ana.leave();
  await ben.leave();
});
