import { expect } from "@playwright/test";
import { holdAnswers, settle } from "../held-answers.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

test("whoever goes on before a direct room is there stays where they are by then", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("people");
  const name = unique("writer");
  const writer = await Writer.withRoom(url, name, room);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("other"), "Private");
  const other = await page.getByRole("heading", { level: 1 }).innerText();
  await ana.joinByName(room);
  const direct = await holdAnswers(page, /\/api\/rooms\/direct/);
  await page.getByRole("button", { name: `What to do with ${name}` }).click();
  await page.getByRole("menuitem", { name: "Write a message" }).click();
  await direct.asked(1);
  await ana.open(other);
  await direct.letGo(0);
  await expect(ana.roomLink(name)).toBeVisible();
  await settle(page);
  await expect(ana.heading(other)).toBeVisible();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("whoever goes on before an invite is accepted stays where they are by then", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("invited");
  const writer = await Writer.withRoom(url, unique("w"), room);
  const { code } = await writer.chat.rest.call("createInvite", {
    params: { room_id: writer.roomId },
    body: { expires_in: 3_600 },
  });
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await page.goto(`${url}/invite/${code}`);
  const join = page.getByRole("button", { name: /^Join / });
  await expect(join).toBeVisible();
  const accepted = await holdAnswers(page, /\/api\/invites\//);
  await join.click();
  await accepted.asked(1);
  await page.getByRole("button", { name: "Not now" }).click();
  await expect(page).toHaveURL(`${url}/`);
  await accepted.letGo(0);
  await expect(ana.roomLink(room)).toBeVisible();
  await settle(page);
  expect(page.url()).toBe(`${url}/`);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
