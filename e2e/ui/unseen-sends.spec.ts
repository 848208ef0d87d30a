import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

test("a message that is refused while one is in another room is marked there, and told of with a way to it", async ({
  browser,
}) => {
  const { url } = server();
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  let refuse: (() => void) | undefined;
  await page.routeWebSocket("**/api/ws", (socket) => {
    const upstream = socket.connectToServer();
    socket.onMessage((data) => {
      const { action, ref } = JSON.parse(String(data));
      if (action !== "send_message") return upstream.send(data);
      const refusal = { event: "error", ref, code: "forbidden", message: "you are muted here" };
      refuse = () => socket.send(JSON.stringify([refusal]));
    });
  });
  await page.reload();
  const [one, two] = [unique("one"), unique("two")];
  await ana.createRoom(one, "Private");
  await ana.createRoom(two, "Private");
  await ana.open(one);
  await ana.send("not to be");
  await expect.poll(() => refuse).toBeDefined();
  await ana.open(two);
  refuse?.();

  await expect(page.getByText(`${one}: a message was not sent.`)).toBeVisible();
  const mark = ana.roomLink(one).getByRole("img", { name: "Not sent" });
  await expect(mark).toBeVisible();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(ana.heading(one)).toBeVisible();
  const row = ana.message("not to be");
  await expect(row.getByRole("alert")).toContainText("Not sent");
  await row.getByRole("button", { name: "Delete" }).click();
  await expect(mark).toHaveCount(0);
  ana.expectNoErrors();
  await ana.leave();
});

test("a room that could not be loaded shows what waits to be sent in it, and is loaded with the connection", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("unloaded");
  const writer = await Writer.withRoom(url, unique("w"), room);
  await writer.write(["said before"]);
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await page.route("**/messages?*", (route) => route.abort());
  await ana.joinByName(room);
  await expect(page.getByRole("main").getByRole("button", { name: "Try again" })).toBeVisible();
  await page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  await ana.send("into the dark");
  const own = ana.message("into the dark");
  await expect(own.getByText("Waits for the connection")).toBeInViewport();
  await expect(page.getByRole("main").getByRole("button", { name: "Try again" })).toBeVisible();

  await page.unroute("**/messages?*");
  await page.context().setOffline(false);
  await expect(ana.message("said before")).toBeInViewport();
  await expect(own).toHaveAttribute("data-seq", /\d+/);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("what was written for a room that one is no longer in can still be read, copied and deleted", async ({
  browser,
}) => {
  const { url } = server();
  const [room, other] = [unique("left"), unique("other")];
  const writer = await Writer.withRoom(url, unique("w"), room);
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const { page } = ana;
  await ana.createRoom(other, "Private");
  await ana.joinByName(room);
  const { members } = await writer.chat.rest.call("members", {
    params: { room_id: writer.roomId },
    query: { limit: 10 },
  });
  const { user } = members.find((member) => member.user.username === name) ?? {};

  await page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  await ana.send("the first");
  await ana.send("the second");
  await ana.composer.fill("the third, half");
  await writer.chat.rest.call("kickMember", {
    params: { room_id: writer.roomId, user_id: user?.id ?? "" },
  });
  await page.context().setOffline(false);
  const gate = page.getByRole("region", { name: "Room", exact: true });
  const unsent = gate.getByRole("listitem");
  await expect(unsent).toHaveText([/the first/, /the second/, /the third, half/]);
  for (const item of await unsent.all()) {
    await expect(item.getByRole("button", { name: "Copy" })).toBeVisible();
  }

  // It is told of at the next start, too, with a way to it.
  await ana.open(other);
  await page.reload();
  const notice = page.getByText(
    // What the browser kept may still have the room's name.
    /: a message was not sent\.|What you wrote for a room that is gone was not sent\./,
  );
  await expect(notice).toBeVisible();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(unsent).toHaveCount(3);
  for (const left of [2, 1, 0]) {
    await unsent.first().getByRole("button", { name: "Delete" }).click();
    await expect(unsent).toHaveCount(left);
  }
  await page.getByRole("button", { name: "My menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  // Nothing is left to ask about.
  await expect(page.getByRole("tab", { name: "Sign in" })).toBeVisible();
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
