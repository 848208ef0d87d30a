import { expect } from "@playwright/test";
import { Person, unique } from "./person.ts";
import { serverForSpec, test } from "./spec-server.ts";

const server = serverForSpec();

test("guests of one nickname meet in an ephemeral room and can be told apart", {
  tag: "@cluster",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("e").slice(-12);
  const one = await Person.guest(browser, url, "Zed");
  await one.createRoom(room, "Ephemeral");
  await expect(one.page.getByRole("timer")).toBeVisible();
  const two = await Person.guest(browser, url, "Zed");
  await two.joinByName(room);
  await one.send("from one");
  await two.send("from two");
  await expect(one.message("from two")).toBeVisible();
  await expect(two.message("from one")).toBeVisible();

  const numberIn = async (text: string): Promise<string | undefined> =>
    /\d{5}/.exec((await one.message(text).getAttribute("aria-label")) ?? "")?.[0];
  expect(await numberIn("from one")).toBeDefined();
  expect(await numberIn("from one")).not.toBe(await numberIn("from two"));

  // Another room means leaving the first: the last one to go ends it.
  const next = unique("n").slice(-12);
  await two.createRoom(next, "Ephemeral");
  await expect(two.roomLink(room)).toHaveCount(0);
  for (const person of [one, two]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("a room that ended says so where it was", async ({ browser }) => {
  const { url } = server();
  const room = unique("x").slice(-12);
  const guest = await Person.guest(browser, url, "Ann");
  await guest.createRoom(room, "Ephemeral");
  const address = guest.page.url();
  await guest.page.getByRole("button", { name: "Room menu" }).click();
  await guest.page.getByRole("menuitem", { name: "Leave the room" }).click();
  await guest.page.getByRole("button", { name: "Leave room" }).click();
  await expect(guest.roomLink(room)).toHaveCount(0);
  await guest.page.goto(address);
  await expect(
    guest.page.getByText("This room has ended, or it is not open to you."),
  ).toBeVisible();
  await guest.leave();
});
