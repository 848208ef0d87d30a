import { expect } from "@playwright/test";
import { Person, unique } from "./person.ts";
import { serverForSpec, test } from "./spec-server.ts";

const server = serverForSpec();

test("two people register, meet in a room, write both ways, and find it all after a reload", {
  tag: "@cluster",
}, async ({ browser }) => {
  const { url } = server();
  const room = unique("lobby");
  const ana = await Person.at(browser, url);
  await ana.registerByForm(unique("ana"), "Ana");
  await ana.createRoom(room, "Public");
  await ana.send("Is anybody here?");
  await expect(ana.message("Is anybody here?")).toHaveCount(1);

  const bo = await Person.registered(browser, url, unique("bo"), { displayName: "Bo" });
  await bo.joinByName(room);
  await expect(bo.message("Is anybody here?")).toBeVisible();
  await bo.send("I am, **hello**!");
  await expect(ana.message("I am, hello!")).toBeVisible();
  await expect(ana.message("I am, hello!").locator("strong")).toHaveText("hello");
  await ana.send("Welcome");
  await expect(bo.message("Welcome")).toBeVisible();

  for (const person of [ana, bo]) {
    await person.page.reload();
    const all = ["Is anybody here?", "I am, hello!", "Welcome"];
    await expect.poll(() => person.texts()).toEqual(all);
    person.expectNoErrors();
    await person.leave();
  }
});

test("E 1: an own message is there at once, keeps its row, and is never there twice", {
  tag: "@timed",
}, async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("rows"), "Public");
  await ana.page.evaluate(() => {
    const seen: string[] = [];
    const times: { pressed?: number; shown?: number; acked?: number; sending: boolean } = {
      sending: false,
    };
    Object.assign(window, { seen, times });
    document.addEventListener(
      "keydown",
      ({ key }) => {
        if (key === "Enter") times.pressed = performance.now();
      },
      true,
    );
    new MutationObserver(() => {
      const rows = [...document.querySelectorAll("[data-key]")];
      const own = rows.filter((row) => row.textContent?.includes("just once"));
      seen.push(own.map((row) => row.getAttribute("data-key")).join("|"));
      const [row] = own;
      if (!row) return;
      times.shown ??= performance.now();
      if (row.textContent?.includes("Sending")) times.sending = true;
      if (row.querySelector("[data-seq]")) times.acked ??= performance.now();
    }).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
  });
  await ana.send("just once");
  await expect(ana.message("just once")).toHaveAttribute("data-seq", /\d+/);
  const { keys, times } = await ana.page.evaluate(() => {
    const { seen, times: noted } = window as unknown as {
      seen: string[];
      times: { pressed: number; shown: number; acked: number; sending: boolean };
    };
    return { keys: seen, times: noted };
  });
  expect(times.shown - times.pressed).toBeLessThan(100);
  // Only what takes longer is worth a word.
  expect(times.sending && times.acked - times.pressed < 300).toBe(false);
  const shown = new Set(keys.filter((key) => key !== ""));
  expect(shown.size).toBe(1);
  expect([...shown][0]).not.toContain("|");
  await ana.leave();
});

test("a message whose ack takes its time says that it is being sent", async ({ browser }) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const held = Promise.withResolvers<void>();
  await ana.page.routeWebSocket("**/api/ws", (socket) => {
    const upstream = socket.connectToServer();
    socket.onMessage((message) => {
      if (!String(message).includes("send_message")) return upstream.send(message);
      void held.promise.then(() => upstream.send(message));
    });
  });
  await ana.page.reload();
  await ana.createRoom(unique("slow"), "Private");
  await ana.send("takes its time");
  const row = ana.message("takes its time");
  await expect(row).toContainText("Sending…");
  held.resolve();
  await expect(row).toHaveAttribute("data-seq", /\d+/);
  await expect(row).not.toContainText("Sending…");
  ana.expectNoErrors();
  await ana.leave();
});

test("edits, deletes, reactions and replies reach the other side", async ({ browser }) => {
  const { url } = server();
  const room = unique("change");
  const ana = await Person.registered(browser, url, unique("ana"), { displayName: "Ana" });
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, unique("bo"), { displayName: "Bo" });
  await bo.joinByName(room);

  await ana.send("frist");
  await ana.act("frist", "Edit");
  await expect(ana.composer).toHaveValue("frist");
  await ana.send("first");
  await expect(bo.message("first")).toContainText("(edited)");

  await bo.act("first", "React with 👍");
  const chip = ana.message("first").getByRole("button", { name: /^👍\s*1/ });
  await expect(chip).toHaveAttribute("aria-pressed", "false");
  await chip.click();
  await expect(
    bo.message("first").getByRole("button", { name: /^👍\s*2\s*, you too/ }),
  ).toBeVisible();

  await bo.act("first", "Reply");
  await bo.send("second");
  const reply = ana.message("second");
  await expect(reply.getByRole("button", { name: /In reply to/ })).toContainText("first");

  await ana.act("first", "Delete");
  await ana.page.getByRole("button", { name: "Delete message" }).click();
  await expect(bo.message("This message was deleted.")).toBeVisible();
  await expect(bo.message("second").getByRole("button", { name: /In reply to/ })).toContainText(
    "message deleted",
  );
  await ana.page.reload();
  await expect(ana.message("This message was deleted.")).toBeVisible();
  for (const person of [ana, bo]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("unread counts are exact, mentions apart, and reading clears them in every window", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("news");
  const other = unique("other");
  const name = unique("bo");
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, name);
  await bo.joinByName(room);
  await bo.createRoom(other, "Private");
  const second = await bo.page.context().newPage();
  await second.goto(url);

  for (let i = 1; i <= 4; i++) await ana.send(`news ${i}`);
  await expect(bo.roomLink(room)).toContainText("4 unread");
  await ana.send(`@${name} look`);
  await expect(bo.roomLink(room)).toContainText("1 mention");
  await expect(bo.roomLink(room)).toContainText("5 unread");
  await expect(bo.page).toHaveTitle(/^\(5\) /);
  const elsewhere = second.getByRole("navigation", { name: "My rooms" }).getByRole("link", {
    name: room,
  });
  await expect(elsewhere).toContainText("5 unread");

  await bo.page.bringToFront();
  await bo.open(room);
  await expect(bo.page.getByRole("heading", { name: "New", exact: true })).toBeVisible();
  await expect(bo.roomLink(room)).not.toContainText("unread");
  await expect(elsewhere).not.toContainText("unread");
  await expect(bo.page).not.toHaveTitle(/^\(/);

  await bo.open(other);
  await ana.send("one more");
  await expect(bo.roomLink(room)).toContainText("1 unread");
  await ana.leave();
  await bo.leave();
});

test("E 13: a reaction or an edit never makes a read room unread", async ({ browser }) => {
  const { url } = server();
  const [room, beside] = [unique("quiet"), unique("beside")];
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(beside, "Public");
  await ana.createRoom(room, "Public");
  const bo = await Person.registered(browser, url, unique("bo"));
  await bo.joinByName(beside);
  await bo.joinByName(room);
  await ana.send("news");
  await expect(bo.message("news")).toBeVisible();
  await bo.createRoom(unique("other"), "Private");
  await expect(bo.roomLink(room)).not.toContainText("unread");
  // What is counted beside came behind what must not count.
  const countsBeside = async (unread: number) => {
    await ana.open(beside);
    await ana.send(`message ${unread}`);
    await expect(bo.roomLink(beside)).toContainText(`${unread} unread`);
    await expect(bo.roomLink(room)).not.toContainText("unread");
    await ana.open(room);
  };
  await ana.act("news", "React with 👍");
  await countsBeside(1);
  await ana.act("news", "Edit");
  await ana.send("news, corrected");
  await expect(ana.message("news, corrected")).toBeVisible();
  await countsBeside(2);
  await ana.send("one more");
  await expect(bo.roomLink(room)).toContainText("1 unread");
  await expect(bo.page).toHaveTitle(/^\(3\) /);
  await ana.leave();
  await bo.leave();
});

test("direct messages, typing and a new name show at once", async ({ browser }) => {
  const { url } = server();
  const [anaName, boName] = [unique("ana"), unique("bo")];
  const ana = await Person.registered(browser, url, anaName, { displayName: "Ana" });
  const bo = await Person.registered(browser, url, boName, { displayName: "Bo" });
  await ana.page.getByRole("button", { name: "New direct message" }).click();
  await ana.page.getByLabel("Name of a person").fill(boName);
  await ana.page.getByRole("list", { name: "People" }).getByRole("button").first().click();
  await expect(ana.heading("Bo")).toBeVisible();
  await ana.send("psst");
  // Sent until it was read, and only the one who wrote it sees that.
  await expect(ana.message("psst").getByRole("img", { name: "Sent" })).toBeVisible();
  await bo.open("Ana");
  await expect(bo.message("psst")).toBeVisible();
  await expect(ana.message("psst").getByRole("img", { name: "Read" })).toBeVisible();
  await expect(bo.message("psst").getByRole("img", { name: "Read" })).toHaveCount(0);

  await bo.composer.pressSequentially("hm");
  await expect(ana.page.getByText("Bo is typing…")).toBeVisible();
  await bo.send("what?");
  await expect(ana.page.getByText("Bo is typing…")).toBeHidden();
  await ana.page.reload();
  await expect(ana.message("psst").getByRole("img", { name: "Read" })).toBeVisible();

  await bo.page.getByRole("button", { name: "My menu" }).click();
  await bo.page.getByRole("menuitem", { name: "Settings" }).click();
  await bo.page.getByLabel("Display name").fill("Boris");
  await bo.page.getByRole("button", { name: "Save" }).click();
  await expect(ana.heading("Boris")).toBeVisible();
  await expect(ana.message("what?")).toContainText("Boris");
  for (const person of [ana, bo]) {
    person.expectNoErrors();
    await person.leave();
  }
});

test("signing out leaves nothing behind, and a wrong password says so", async ({ browser }) => {
  const { url } = server();
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  await ana.createRoom(unique("mine"), "Private");
  await ana.page.getByRole("button", { name: "My menu" }).click();
  await ana.page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(ana.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await ana.page.getByLabel("Username").fill(name);
  await ana.page.getByLabel("Password").fill("not the password");
  await ana.page.getByRole("button", { name: "Sign in" }).click();
  await expect(ana.page.getByRole("alert")).toBeVisible();
  expect(await ana.page.evaluate(() => Object.keys(localStorage).join())).not.toContain("draft");
  await ana.leave();
});
