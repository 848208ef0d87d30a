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
  await other.close();
  await ana.page.reload();
  await expect(ana.composer).toHaveValue("from the first tab");
  await ana.open(one);
  await expect(ana.composer).toHaveValue("from the other tab");
  await ana.leave();
});
