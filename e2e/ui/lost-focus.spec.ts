import { expect, type Locator, type Page } from "@playwright/test";
import { ADMIN, Rest } from "../../tests/harness/rest.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec({ RATE_LIMITS: "off", ...ADMIN });

const asAdmin = async (): Promise<
  (method: string, path: string, body?: unknown) => Promise<unknown>
> => {
  const rest = new Rest(server().url);
  const { access_token: token } = await rest.ok<{ access_token: string }>(
    "POST",
    "/api/admin/login",
    { body: { username: ADMIN.ADMIN_USERNAME, password: ADMIN.ADMIN_PASSWORD } },
  );
  return (method, path, body) => rest.ok(method, `/api/admin${path}`, { token, body });
};
const roomIdOf = (page: Page): string => page.url().split("/r/")[1]?.split("/")[0] ?? "";
const press = async (button: Locator): Promise<void> => {
  await button.focus();
  await button.press("Enter");
};

test("E 22: a button that goes with what it did leaves the keyboard where it stood", async ({
  browser,
}) => {
  const { url } = server();
  const own = await Person.registered(browser, url, unique("own"));
  const room = unique("rules");
  await own.createRoom(room, "Public");
  const ana = await Person.registered(browser, url, unique("ana"));
  const { page } = ana;
  await ana.joinByName(room);
  const admin = await asAdmin();
  const rule = (read_only: boolean) => admin("PATCH", `/rooms/${roomIdOf(page)}`, { read_only });

  await rule(true);
  for (const text of ["one", "two", "three"]) await ana.send(text);
  await expect(ana.message("three").getByRole("alert")).toBeVisible();
  await press(ana.message("three").getByRole("button", { name: "Delete" }));
  await expect(page.getByRole("feed")).toBeFocused();
  await rule(false);
  await press(ana.message("two").getByRole("button", { name: "Retry" }));
  await expect(ana.message("two")).toHaveAttribute("data-seq", /\d/);
  await expect(ana.message("two")).toBeFocused();
  await rule(true);
  await ana.send("four");
  await expect(ana.message("four").getByRole("alert")).toBeVisible();
  await press(page.getByRole("button", { name: "Delete all" }));
  await expect(ana.composer).toBeFocused();
  await page.locator("input[type=file]").setInputFiles({
    name: "a.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("a"),
  });
  await press(page.getByRole("button", { name: "Remove a.txt" }));
  await expect(ana.composer).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
  await own.leave();
});

test("E 22: whoever is put out of a room while they write has the keyboard at what says so, and joins nothing with what they type on", async ({
  browser,
}) => {
  const { url } = server();
  const own = await Person.registered(browser, url, unique("own"));
  const room = unique("kicks");
  await own.createRoom(room, "Public");
  const name = unique("ana");
  const ana = await Person.registered(browser, url, name);
  const { page } = ana;
  await ana.joinByName(room);
  await ana.composer.pressSequentially("in the middle of");
  await own.page.getByRole("button", { name: `What to do with ${name}` }).click();
  await own.page.getByRole("menuitem", { name: "Remove from the room" }).click();
  await own.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("region", { name: "Room" })).toBeFocused();
  await page.keyboard.type("a word \n");
  await expect(page.getByRole("button", { name: "Join the room" })).toBeVisible();
  await expect(page.getByText(`You were removed from ${room}.`)).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Copy" })).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
  await own.leave();
});

test("E 22: whose account is disabled has the keyboard at what says so", async ({ browser }) => {
  const name = unique("ana");
  const ana = await Person.registered(browser, server().url, name);
  await ana.createRoom(unique("room"), "Private");
  await ana.composer.fill("half");
  const admin = await asAdmin();
  const { users } = (await admin("GET", `/users?query=${name}`)) as { users: { id: string }[] };
  await admin("PATCH", `/users/${users[0]?.id}`, { disabled: true });
  await expect(
    ana.page.getByRole("main").filter({ has: ana.page.getByRole("alert") }),
  ).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
});

test("E 22: the keyboard stays on Try now while it tries, and is in the text once the bar is gone", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("room"), "Private");
  await page.context().setOffline(true);
  const tryNow = ana.bar.getByRole("button", { name: "Try now" });
  await tryNow.focus();
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("Enter");
    await expect(tryNow).toBeFocused();
  }
  await page.context().setOffline(false);
  await expect(ana.bar).toBeHidden();
  await expect(ana.composer).toBeFocused();
  ana.expectNoErrors();
  await ana.leave();
});
