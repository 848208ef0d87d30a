import { expect, test } from "@playwright/test";
import { long, times } from "../../tests/harness/long.ts";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

/**
 * In full a little more than a minute, so that one warning follows the other; else only the last one comes, and there is
 * time to write.
 */
const server = serverForSpec({ RATE_LIMITS: "off", EPHEMERAL_TTL: String(times(16, 70)) });
const HOUR_MS = 3_600_000;

test("an ephemeral room counts down by the server's clock, warns, and then can only be read", async ({
  browser,
}) => {
  test.slow();
  const { url } = server();
  const room = unique("e").slice(-12);
  const guest = await Person.at(browser, url);
  const { page } = guest;
  // A device whose clock is an hour fast: by its own clock the room had ended long ago.
  await page.addInitScript((ahead) => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + ahead;
  }, HOUR_MS);
  await page.goto(url);
  await page.getByRole("tab", { name: "Guest" }).click();
  await page.getByRole("button", { name: "Continue as guest" }).click();
  await guest.createRoom(room, "Ephemeral");
  const timer = page.getByRole("timer");
  if (long) {
    await expect(timer).toHaveText(/^1:0\d$/);
    await expect(page.getByText("This room ends in less than 10 minutes")).toBeVisible();
  }

  await guest.send("still here");
  await expect(guest.message("still here")).toHaveAttribute("data-seq", /\d+/);
  await expect(timer).toHaveText(long ? /^0:5\d$/ : /^0:0[1-9]$/, { timeout: 30_000 });
  await expect(page.getByText("This room ends in less than a minute")).toBeVisible();

  const over = page.getByRole("alert").filter({ hasText: "This room has ended." });
  await expect(over).toBeVisible({ timeout: 80_000 });
  await expect(over).toBeFocused();
  await expect(guest.message("still here")).toBeVisible();
  await expect(guest.composer).toHaveCount(0);
  await expect(timer).toHaveCount(0);
  await expect(guest.roomLink(room)).toHaveCount(0);
  await over.getByRole("button", { name: "To my rooms" }).click();
  await expect(page.getByText("Choose a room")).toBeVisible();
  guest.expectNoErrors();
  await guest.leave();
});
