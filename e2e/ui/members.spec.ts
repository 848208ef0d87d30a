import { expect, type Locator } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();
const WIDE = { viewport: { width: 1440, height: 900 } };

const members = (person: Person): Locator => person.page.getByRole("region", { name: "Members" });
const row = (person: Person, name: string): Locator =>
  members(person).getByRole("listitem").filter({ hasText: name });
const act = async (person: Person, name: string, item: string): Promise<void> => {
  await members(person)
    .getByRole("button", { name: `What to do with ${name}` })
    .click();
  await person.page.getByRole("menuitem", { name: item, exact: true }).click();
};

test("owners give and take roles, and what a role allows follows it", async ({ browser }) => {
  const { url } = server();
  const room = unique("roles");
  const [anaName, beaName] = [unique("ana"), unique("bea")];
  const ana = await Person.registered(browser, url, anaName, WIDE);
  const bea = await Person.registered(browser, url, beaName, WIDE);
  await ana.createRoom(room, "Public");
  await bea.joinByName(room);
  await expect(row(ana, anaName)).toContainText("Owner");
  await bea.page.getByRole("button", { name: "Room menu" }).click();
  await expect(bea.page.getByRole("menuitem", { name: "Name and topic" })).toHaveCount(0);
  await bea.page.keyboard.press("Escape");

  await act(ana, beaName, "Make moderator");
  await expect(row(ana, beaName)).toContainText("Moderator");
  // Told at once, beside her own name and in what she may do.
  await expect(row(bea, beaName)).toContainText("Moderator");
  await bea.page.getByRole("button", { name: "Room menu" }).click();
  await expect(bea.page.getByRole("menuitem", { name: "Name and topic" })).toBeVisible();
  await bea.page.keyboard.press("Escape");
  await act(ana, beaName, "Make ordinary member");
  await expect(row(ana, beaName)).not.toContainText("Moderator");

  // For good: asked before.
  await act(ana, beaName, "Make owner");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Make owner" }).click();
  await expect(row(ana, beaName)).toContainText("Owner");
  for (const person of [ana, bea]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("who is kicked is told so by an alert, where the room was and elsewhere", async ({
  browser,
}) => {
  const { url } = server();
  const [room, other] = [unique("kick"), unique("other")];
  const beaName = unique("bea");
  const ana = await Person.registered(browser, url, unique("ana"), WIDE);
  const bea = await Person.registered(browser, url, beaName);
  await ana.createRoom(room, "Public");
  await bea.joinByName(room);
  const kick = async (): Promise<void> => {
    await act(ana, beaName, "Remove from the room");
    const dialog = ana.page.getByRole("dialog");
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(row(ana, beaName)).toHaveCount(0);
  };
  await kick();
  const alert = bea.page.getByRole("alert").filter({ hasText: `You were removed from ${room}` });
  await expect(alert).toBeVisible();
  await expect(bea.roomLink(room)).toHaveCount(0);
  // A kick bars nobody.
  await bea.page.getByRole("button", { name: "Join the room" }).click();
  await expect(bea.heading(room)).toBeVisible();
  await expect(alert).toHaveCount(0);

  await bea.createRoom(other, "Private");
  await kick();
  await expect(alert).toBeVisible();
  await expect(bea.heading(other)).toBeVisible();
  await alert.getByRole("button", { name: "Dismiss" }).click();
  await expect(alert).toHaveCount(0);
  await ana.leave();
  await bea.leave();
});

test("members are written to, blocked and unblocked", async ({ browser }) => {
  const { url } = server();
  const room = unique("block");
  const [anaName, beaName] = [unique("ana"), unique("bea")];
  const ana = await Person.registered(browser, url, anaName, WIDE);
  const bea = await Person.registered(browser, url, beaName);
  await ana.createRoom(room, "Public");
  await bea.joinByName(room);
  await act(ana, beaName, "Write a message");
  await expect(ana.heading(beaName)).toBeVisible();
  await ana.open(room);
  await act(ana, beaName, "Block");
  await expect(ana.page.getByText("can no longer write to you directly")).toBeVisible();
  await expect(row(ana, beaName)).toContainText("blocked");

  await bea.open(anaName);
  await bea.send("are you there?");
  await expect(bea.page.getByText(/Not sent|refused|not allowed|blocked/i).first()).toBeVisible();

  await ana.page.getByRole("button", { name: "My menu" }).click();
  await ana.page.getByRole("menuitem", { name: "Settings" }).click();
  await ana.page.getByRole("tab", { name: "Blocked people" }).click();
  const blocked = ana.page.getByRole("list", { name: "Blocked people" });
  await expect(blocked).toContainText(beaName);
  await blocked.getByRole("button", { name: "Unblock" }).click();
  await expect(ana.page.getByText("You have blocked nobody.")).toBeVisible();
  await ana.page.keyboard.press("Escape");
  await expect(row(ana, beaName)).not.toContainText("blocked");
  await ana.leave();
  await bea.leave();
});

test("a room is renamed, left, and deleted by typing its name", async ({ browser }) => {
  const { url } = server();
  const [room, renamed] = [unique("room"), unique("renamed")];
  const ana = await Person.registered(browser, url, unique("ana"), WIDE);
  const bea = await Person.registered(browser, url, unique("bea"));
  const { page } = ana;
  const menu = async (item: string): Promise<void> => {
    await page.getByRole("button", { name: "Room menu" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await ana.createRoom(room, "Public");
  await bea.joinByName(room);
  await menu("Name and topic");
  await page.getByLabel("Name", { exact: true }).fill(renamed);
  await page.getByRole("textbox", { name: "Topic" }).fill("what it is about");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(bea.heading(renamed)).toBeVisible();
  await expect(bea.page.getByText("what it is about").first()).toBeVisible();

  await menu("Delete the room");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  const action = dialog.getByRole("button", { name: "Delete room" });
  await expect(action).toBeDisabled();
  await dialog.getByRole("textbox").fill(room);
  await expect(action).toBeDisabled();
  await dialog.getByRole("textbox").fill(renamed);
  await action.click();
  await expect(ana.roomLink(renamed)).toHaveCount(0);
  await expect(ana.page.getByText("Choose a room")).toBeVisible();
  await expect(bea.page.getByRole("alert")).toContainText(`${renamed} was deleted.`);
  await ana.leave();
  await bea.leave();
});
