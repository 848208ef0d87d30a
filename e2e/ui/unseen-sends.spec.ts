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
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.context().setOffline(true);
  await expect(ana.bar).toBeVisible();
  await ana.send("into the dark");
  const own = ana.message("into the dark");
  await expect(own.getByText("Waits for the connection")).toBeInViewport();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();

  await page.unroute("**/messages?*");
  await page.context().setOffline(false);
  await expect(ana.message("said before")).toBeInViewport();
  await expect(own).toHaveAttribute("data-seq", /\d+/);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
