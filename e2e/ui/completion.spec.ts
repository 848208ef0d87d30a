import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

test("E 15: in a room of more than a thousand whoever joined late is found by name, and Enter waits for it", async ({
  browser,
}) => {
  const { url } = server();
  const [room, name] = [unique("crowd"), unique("zelda")];
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const zelda = await Person.registered(browser, url, name, { displayName: "José Late" });
  await zelda.joinByName(room);
  // In front of those who are there as many as the room could have, whose accounts would take a minute to make.
  let page = 0;
  await ana.page.route("**/api/rooms/*/members?*", (route) => {
    page += 1;
    const members = Array.from({ length: 100 }, (_, i) => ({
      user: {
        id: `u${page}-${i}`,
        kind: "member",
        username: `member${page}-${i}`,
        display_name: `Somebody ${page} ${i}`,
        role: "user",
        created_at: 1,
      },
      role: "member",
      joined_at: 1,
      online: false,
    }));
    return route.fulfill({ json: { members, next_cursor: String(page) } });
  });
  await ana.page.reload();
  await ana.composer.pressSequentially("ask @zeld");
  const list = ana.page.getByRole("listbox", { name: "Suggestions" });
  await expect(list.getByRole("option")).toContainText([`@${name}`]);
  await ana.composer.fill("");
  await ana.composer.pressSequentially("ask @jos");
  await ana.composer.press("Enter");
  await expect(ana.composer).toHaveValue(`ask @${name} `);
  await ana.composer.press("Enter");
  await expect(zelda.message(`ask @${name}`)).toHaveCount(1);
  await ana.leave();
  await zelda.leave();
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
  const caret = () => ana.composer.evaluate((field: HTMLTextAreaElement) => field.selectionStart);
  await expect.poll(caret).toBe(`ask @${name} `.length);

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

test("E 15: the list of names stays open when somebody joins, and Enter takes one", async ({
  browser,
}) => {
  const { url } = server();
  const [room, bea, cyd] = [unique("busy"), unique("bea"), unique("cyd")];
  const writer = await Writer.withRoom(url, bea, room);
  const ana = await Person.registered(browser, url, unique("ana"));
  const cy = await Person.registered(browser, url, cyd);
  await ana.joinByName(room);
  await ana.composer.pressSequentially("Hi @be");
  const list = ana.page.getByRole("listbox", { name: "Suggestions" });
  await expect(list.getByRole("option", { selected: true })).toContainText(bea);
  await cy.joinByName(room);
  await expect(ana.page.getByText(`${cyd} joined`)).toBeVisible();
  await expect(list).toBeVisible();
  await ana.composer.press("Enter");
  await expect(ana.composer).toHaveValue(`Hi @${bea} `);
  await expect(ana.message("Hi")).toHaveCount(0);
  // Who has just come can be named, too.
  await ana.composer.pressSequentially("and @cyd");
  await expect(list.getByRole("option", { selected: true })).toContainText(cyd);
  writer.stop();
  for (const person of [ana, cy]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("# names a public room, and the link leads there in this page", async ({ browser }) => {
  const { url } = server();
  const [lobby, hall, secret] = [unique("lobby"), unique("hall"), unique("lobbyist")];
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(lobby, "Public");
  await ana.createRoom(secret, "Private");
  await ana.createRoom(hall, "Public");
  await ana.composer.pressSequentially("come to #lobby");
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await expect(list.getByRole("option")).toHaveText([`#${lobby}`]);
  await ana.composer.press("Tab");
  await expect(ana.composer).toHaveValue(/^come to \[#lobby\w+\]\(http:\S+\/r\/\S+\) $/);
  await ana.composer.press("Enter");
  const link = ana.message("come to").getByRole("link", { name: `#${lobby}` });
  await link.click();
  await expect(ana.heading(lobby)).toBeVisible();
  expect(page.context().pages()).toHaveLength(1);
  await page.goBack();
  await expect(ana.heading(hall)).toBeVisible();
  // As every other link, where one wants it beside the page.
  const [beside] = await Promise.all([
    page.context().waitForEvent("page"),
    link.click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await expect(beside.getByRole("heading", { level: 1, name: lobby, exact: true })).toBeVisible();
  await expect(ana.heading(hall)).toBeVisible();
  ana.expectNoErrors();
  await ana.leave();
});
