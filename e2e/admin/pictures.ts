import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContextOptions, Page } from "@playwright/test";
import type { ChatClient } from "../../src/client/chat-client.ts";
import { ADMIN, Rest } from "../../tests/harness/rest.ts";
import { Bustle } from "./bustle.ts";

/** What docs/admin-guide.md shows, on a server where people have talked. */
export interface AdminStage {
  readonly url: string;
  /** An admin's screen, at a path below /admin/. */
  readonly screen: (path: string, options?: BrowserContextOptions) => Promise<Page>;
  readonly shoot: (page: Page, name: string) => Promise<void>;
  /** Somebody whose message in the room was reported. */
  readonly reported: ChatClient;
  readonly reporter: ChatClient;
  readonly roomId: string;
}

/** Something to decide about: a report, a range that is banned, a moderator, an announcement. */
const seed = async ({ url, reported, reporter, roomId }: AdminStage): Promise<void> => {
  const item = reported.send(roomId, "CHEAP WATCHES, best price, click now: https://deals.example");
  const { seq } = await reported.outbox.settled(item.cid);
  await reporter.rest.call("report", {
    body: { room_id: roomId, seq: seq ?? 0, reason: "Spam: the third time this week" },
  });
  const rest = new Rest(url);
  const { access_token: token } = await rest.ok<{ access_token: string }>(
    "POST",
    "/api/admin/login",
    { body: { username: ADMIN.ADMIN_USERNAME, password: ADMIN.ADMIN_PASSWORD } },
  );
  await rest.ok("POST", "/api/admin/bans", {
    token,
    body: { ip: "192.0.2.0/24", reason: "Registers hundreds of accounts a day" },
  });
  const id = reporter.session.user?.id ?? "";
  await rest.ok("PATCH", `/api/admin/users/${id}`, { token, body: { role: "moderator" } });
};

/** So long people talk before the charts are looked at. */
const TALK_MS = 180_000;

export const adminPictures = async (stage: AdminStage): Promise<void> => {
  await seed(stage);
  const { screen, shoot, roomId, reported } = stage;
  await using _bustle = await Bustle.start(stage.url);
  await delay(TALK_MS);
  const page = await screen("/");
  const goTo = async (path: string): Promise<void> => {
    await page.goto(`${stage.url}/admin${path}`);
    await page.getByRole("main").waitFor();
  };
  // What is drawn is of the live stream, too.
  const live = () => page.locator('[data-testid="live"][data-status="live"]').first().waitFor();
  await live();
  await shoot(page, "admin-overview");
  const now = Date.now();
  await goTo(`/?from=${now - 150_000}&to=${now - 30_000}`);
  await shoot(page, "admin-rewind");
  await goTo("/servers");
  await live();
  await page.getByRole("button", { name: "Send one now" }).click();
  await page
    .getByRole("region", { name: "The way of a message" })
    .getByRole("listitem")
    .first()
    .waitFor();
  await shoot(page, "admin-servers");
  await goTo("/servers/node-1");
  await live();
  await shoot(page, "admin-server");
  await goTo("/servers");
  await page.getByRole("button", { name: "Drain bun-1" }).click();
  await shoot(page, "admin-drain");
  await goTo("/rooms");
  await shoot(page, "admin-rooms");
  await goTo(`/rooms/${roomId}`);
  await page.getByRole("button", { name: "Read the newest messages" }).click();
  await shoot(page, "admin-room");
  await goTo("/clients");
  await shoot(page, "admin-clients");
  await goTo(`/users/${reported.session.user?.id ?? ""}`);
  await shoot(page, "admin-user");
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Spam");
  await shoot(page, "admin-ban");
  await goTo("/reports");
  await page.getByRole("row").nth(1).click();
  await shoot(page, "admin-report");
  await goTo("/limits");
  await shoot(page, "admin-limits");
  // The dialog is all there is until it is closed.
  await page.goto(`${stage.url}/admin/announcements?new=1`);
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("Text")
    .fill("Maintenance on Sunday at 02:00 UTC: ten minutes without files.");
  await shoot(page, "admin-announcement");
  await goTo("/audit");
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await shoot(page, "admin-audit");
  await goTo("/health");
  await shoot(page, "admin-health");
  await page.context().close();
};
