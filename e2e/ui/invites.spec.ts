import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

/** Makes a link in the open room, and gives it. */
const makeLink = async (
  person: Person,
  options: { readonly expires?: string; readonly uses?: string } = {},
): Promise<string> => {
  const { page } = person;
  await page.getByRole("button", { name: "Room menu" }).click();
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog");
  if (options.expires) await dialog.getByLabel("Expires").selectOption({ label: options.expires });
  if (options.uses) await dialog.getByLabel("Uses").selectOption({ label: options.uses });
  const made = page.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().endsWith("/invites"),
  );
  await dialog.getByRole("button", { name: "Create a link" }).click();
  const link = `${person.url}/invite/${(await (await made).json()).code}`;
  // The one above all others, which may have been there before it.
  await expect(dialog.getByLabel("Invite link", { exact: true }).first()).toHaveValue(link);
  return link;
};

test("an invite link shows its card signed out, and leads back to it after signing in", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("secret");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Private");
  const link = await makeLink(ana, { expires: "After 1 day", uses: "5 uses" });
  await expect(ana.page.getByRole("dialog")).toContainText("5 uses left");
  await expect(ana.page.getByRole("dialog")).toContainText("expires tomorrow");

  const bea = await Person.at(browser, url);
  await bea.page.goto(link);
  const card = bea.page.getByRole("region", { name: "Invite" });
  await expect(card.getByRole("heading", { name: room })).toBeVisible();
  await expect(card).toContainText(/Members\s*1/);
  await expect(card).toContainText(/Uses left\s*5/);
  await expect(card).toContainText("tomorrow");
  await expect(card.getByRole("button", { name: "Continue as guest" })).toHaveCount(0);
  await card.getByRole("button", { name: "Create account" }).click();
  await bea.page.getByLabel("Username").fill(unique("bea"));
  await bea.page.getByLabel("Password").fill("correct horse battery");
  await bea.page.getByRole("button", { name: "Create account" }).click();
  await card.getByRole("button", { name: `Join ${room}` }).click();
  await expect(bea.heading(room)).toBeVisible();
  await bea.send("let in");
  await ana.page.keyboard.press("Escape");
  await expect(ana.message("let in")).toHaveCount(1);

  // Who is in already is not asked to join.
  await bea.page.goto(link);
  await card.getByRole("button", { name: "Open the room" }).click();
  await expect(bea.heading(room)).toBeVisible();
  for (const person of [ana, bea]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("an invite that is spent, revoked or never was says so", async ({ browser }) => {
  const { url } = server();
  const room = unique("once");
  const ana = await Person.registered(browser, url, unique("ana"));
  const bea = await Person.registered(browser, url, unique("bea"));
  const cem = await Person.registered(browser, url, unique("cem"));
  await ana.createRoom(room, "Private");
  const link = await makeLink(ana, { uses: "1 use" });
  await cem.page.goto(link);
  await expect(cem.page.getByRole("button", { name: `Join ${room}` })).toBeVisible();
  await bea.page.goto(link);
  await bea.page.getByRole("button", { name: `Join ${room}` }).click();
  await expect(bea.heading(room)).toBeVisible();
  // Spent while it was looked at, and then for good.
  await cem.page.getByRole("button", { name: `Join ${room}` }).click();
  const gone = cem.page.getByText("This invite is spent, expired or revoked.");
  await expect(gone).toBeVisible();
  await expect(cem.page.getByRole("main").locator(":focus")).toContainText("Ask for a new one.");
  await cem.page.reload();
  await expect(gone).toBeVisible();

  await ana.page.keyboard.press("Escape");
  const second = await makeLink(ana);
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Revoke" }).first().click();
  await expect(dialog.getByText("Nobody will be able to join by this link.")).toBeVisible();
  await dialog.getByRole("button", { name: "Revoke" }).last().click();
  await expect(dialog.getByText("There is no link to this room yet.")).toBeVisible();
  await cem.page.goto(second);
  await expect(cem.page.getByText(/There is no such invite|is spent, expired/)).toBeVisible();
  await cem.page.goto(`${url}/invite/nothing`);
  await expect(cem.page.getByText("There is no such invite.")).toBeVisible();
  await cem.page.getByRole("button", { name: "To Crosstalk" }).click();
  await expect(cem.page.getByRole("button", { name: "My menu" })).toBeVisible();
  for (const person of [ana, bea, cem]) await person.leave();
});

test("an invite to a room that was deleted while its card was looked at leads nowhere, and says so", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("brief");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Private");
  const link = await makeLink(ana);
  await ana.page.keyboard.press("Escape");
  const bea = await Person.registered(browser, url, unique("bea"));
  await bea.page.goto(link);
  const join = bea.page.getByRole("button", { name: `Join ${room}` });
  await expect(join).toBeVisible();
  await ana.page.getByRole("button", { name: "Room menu" }).click();
  await ana.page.getByRole("menuitem", { name: "Delete the room" }).click();
  await ana.page.getByLabel(`Type “${room}” to delete it`).fill(room);
  await ana.page.getByRole("button", { name: "Delete room" }).click();
  await expect(ana.page.getByText("Choose a room")).toBeVisible();
  await join.click();
  await expect(bea.page.getByText("There is no such invite.")).toBeVisible();
  await expect(join).toHaveCount(0);
  for (const person of [ana, bea]) await person.leave();
});

test("a link that was pasted where a room's name goes leads to its card; guests learn what they lack", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("club");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const link = await makeLink(ana);
  const guest = await Person.guest(browser, url, "Zed");
  await guest.page.getByRole("button", { name: "Find a room" }).first().click();
  await guest.page.getByLabel("Name of a room").fill(link);
  await guest.page.keyboard.press("Enter");
  await guest.page.getByRole("button", { name: `Join ${room}` }).click();
  await expect(guest.page.getByRole("alert")).toContainText("open to accounts only");
  await ana.leave();
  await guest.leave();
});

test("somebody is invited into a private room by name", async ({ browser }) => {
  const { url } = server();
  const room = unique("named");
  const handle = unique("bea");
  const bea = await Person.registered(browser, url, handle);
  const ana = await Person.registered(browser, url, unique("ana"), {
    viewport: { width: 1440, height: 900 },
  });
  await ana.createRoom(room, "Private");
  const members = ana.page.getByRole("region", { name: "Members" });
  await members.getByRole("button", { name: "Invite people" }).click();
  await ana.page.getByRole("tab", { name: "By name" }).click();
  await ana.page.getByLabel("Name of a person").fill(handle);
  await ana.page.getByRole("list", { name: "People" }).getByRole("button").first().click();
  await expect(ana.page.getByRole("dialog")).toContainText("Invited");
  await expect(bea.roomLink(room)).toBeVisible();
  await bea.leave();
  await ana.leave();
});
