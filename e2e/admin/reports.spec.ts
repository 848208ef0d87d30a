import { expect, type Locator, test } from "@playwright/test";
import { adminToken, Rest, register } from "../../tests/harness/rest.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { texts, Writer } from "../writer.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";
import { furnish } from "./furnished-server.ts";

const server = serverForSpec(ADMIN_ENV);

test("E 37: a report is resolved with a ban in one step, leaves the queue, and one audit row links both", async ({
  browser,
}) => {
  const { url } = server();
  const [room, spammerName] = [unique("room"), unique("spam")];
  const spammer = await Person.registered(browser, url, spammerName);
  await spammer.createRoom(room, "Public");
  await spammer.send("before it");
  await spammer.send("buy cheap things");
  await spammer.send("after it");
  const witness = await Person.registered(browser, url, unique("witness"));
  await witness.joinByName(room);
  await witness.act("buy cheap things", "Report");
  await witness.page
    .getByRole("dialog")
    .getByRole("button", { name: /report/i })
    .click();

  const admin = await Admin.signedIn(browser, url, "/reports");
  const { page } = admin;
  const waiting = page.getByRole("row").filter({ hasText: spammerName });
  await waiting.click();
  const marked = page.locator("[data-seq]").filter({ hasText: "buy cheap things" });
  await expect(marked).toBeVisible();
  await expect(page.locator("[data-seq]")).toContainText(["before it", "buy cheap", "after it"]);

  await page.getByRole("radio", { name: /^Ban/ }).check();
  await expect(page.getByTestId("ban-preview")).toContainText("Bars 1 user");
  await page.getByLabel("Note").fill("advertising");
  await page.getByRole("button", { name: `Ban ${spammerName} and resolve` }).click();
  await expect(spammer.page.getByRole("alert")).toContainText(
    "This account is disabled or banned.",
  );
  await expect(page).toHaveURL(/\/admin\/reports/);
  await expect(page.getByRole("main")).toContainText("The queue is empty.");

  await admin.open("/audit?action=report.update");
  const rows = page.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("report.update");
  await rows.click();
  const sheet = page.getByRole("dialog", { name: "Audit row" });
  await expect(sheet).toContainText('"type":"ban"');
  await expect(sheet).toContainText("advertising");
  for (const person of [spammer, witness]) await person.leave();
  await admin.leave();
});

test("E 37: what closed a report is undone while its notice is there, and the report waits again", async ({
  browser,
}) => {
  const { url } = server();
  using stage = await furnish(url);
  const admin = await Admin.signedIn(browser, url, `/reports/${stage.reportId}`);
  const { page } = admin;
  const main = page.getByRole("main");
  const undo = page.getByRole("status").getByRole("button", { name: "Undo" });
  const dismiss = main.getByRole("button", { name: "Dismiss the report" });
  await dismiss.click();
  await expect(main).toContainText("The queue is empty.");
  await undo.click();
  await expect(page).toHaveURL(new RegExp(stage.reportId));
  await expect(dismiss).toBeVisible();

  await main.getByRole("radio", { name: /^Mute/ }).check();
  await main.getByRole("button", { name: /^Mute .* and resolve$/ }).click();
  await expect(main).toContainText("The queue is empty.");
  await undo.click();
  await expect(dismiss).toBeVisible();
  const { bans } = await stage.rest.ok<{ bans: { user_id?: string }[] }>(
    "GET",
    "/api/admin/bans?kind=mute",
    { token: stage.token },
  );
  expect(bans.map(({ user_id }) => user_id)).not.toContain(stage.userId);
  await dismiss.click();
  await expect(main).toContainText("The queue is empty.");
  await admin.leave();
});

test("what can't be undone is asked about first, however the form is sent", async ({ browser }) => {
  const { url } = server();
  using stage = await furnish(url);
  const admin = await Admin.signedIn(browser, url, `/reports/${stage.reportId}`);
  const { page } = admin;
  const main = page.getByRole("main");
  const changes: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") changes.push(request.url());
  });
  const dialog = page.getByRole("dialog");
  await main.getByRole("radio", { name: /^Warn/ }).check();
  await main.getByLabel("What they read").fill("Please stop");
  await main.getByLabel("Note").press("Enter");
  await expect(dialog).toContainText("Please stop");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await main.getByRole("radio", { name: /^Delete the message/ }).check();
  await main.getByLabel("Note").press("Enter");
  await expect(dialog).toContainText("for everyone");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  expect(changes).toEqual([]);
  await main.getByRole("button", { name: "Delete the message and resolve" }).click();
  await dialog.getByRole("button", { name: "Delete the message and resolve" }).click();
  await expect(main).toContainText("The queue is empty.");
  expect(changes).toHaveLength(1);
  await admin.leave();
});

test("a ban waits until it is known whom it bars, or until one chooses not to know", async ({
  browser,
}) => {
  const { url } = server();
  using stage = await furnish(url);
  const admin = await Admin.signedIn(browser, url, `/reports/${stage.reportId}`);
  const { page } = admin;
  const held = Promise.withResolvers<void>();
  await page.route("**/api/admin/bans/preview", async (route) => {
    await held.promise;
    await route.fulfill({
      status: 500,
      json: { error: { code: "internal", message: "It broke." } },
    });
  });
  /** Of the report, and then of the dialog. */
  const waits = async (ban: Locator): Promise<void> => {
    await expect(page.getByTestId("ban-preview")).toContainText("The server failed to do this.");
    await expect(ban).toBeDisabled();
    await page.getByRole("checkbox", { name: "Ban without knowing whom it bars" }).check();
    await expect(ban).toBeEnabled();
  };
  const asked = page.waitForRequest("**/api/admin/bans/preview");
  await page.getByRole("radio", { name: /^Ban/ }).check();
  const ban = page.getByRole("button", { name: /^Ban .* and resolve$/ });
  await expect(ban).toBeDisabled();
  await asked;
  await expect(ban).toBeDisabled();
  held.resolve();
  await waits(ban);
  await page.unroute("**/api/admin/bans/preview");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByTestId("ban-preview")).toContainText("Bars 1 user");
  await expect(ban).toBeEnabled();

  await page.route("**/api/admin/bans/preview", (route) => route.abort());
  await admin.open(`/users/${stage.userId}`);
  await page.getByRole("main").getByRole("button", { name: "Ban", exact: true }).click();
  const inDialog = page.getByRole("dialog").getByRole("button", { name: "Ban user" });
  await expect(inDialog).toBeDisabled();
  await page.getByRole("checkbox", { name: "Ban without knowing whom it bars" }).check();
  await expect(inDialog).toBeEnabled();
  await admin.leave();
});

test("the message that was reported is in sight beside what is done about it", async ({
  browser,
}) => {
  const { url } = server();
  const writer = await Writer.withRoom(url, unique("w"), unique("long"));
  await writer.write(texts(15));
  const { seq } = await writer.write(["buy cheap things"]);
  await writer.write(texts(15));
  const rest = new Rest(url);
  const reporter = await register(rest, unique("reporter"));
  const { token } = reporter;
  await rest.ok("POST", `/api/rooms/${writer.roomId}/join`, { token });
  const body = { room_id: writer.roomId, seq, reason: "Spam" };
  await rest.ok("POST", "/api/reports", { token, body });
  const { reports } = await rest.ok<{ reports: { id: string }[] }>(
    "GET",
    "/api/admin/reports?status=open&limit=1",
    { token: await adminToken(rest) },
  );
  const admin = await Admin.signedIn(browser, url, `/reports/${reports[0]?.id}`);
  const { page } = admin;
  await expect(page.locator(`[data-seq="${seq}"]`)).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("radio", { name: /^Ban/ })).toBeInViewport();
  writer.stop();
  await admin.leave();
});
