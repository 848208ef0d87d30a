import { expect, test } from "@playwright/test";
import { seriousFindings } from "../axe.ts";
import { unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { Writer } from "../writer.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("a probe is drawn from station to station", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, "/servers");
  const { page } = admin;
  await admin.isLive();
  const trace = page.getByRole("region", { name: "The way of a message" });
  await trace.getByRole("button", { name: "Send one now" }).click();
  const stations = trace.getByRole("listitem");
  await expect.poll(() => stations.count()).toBeGreaterThan(2);
  await expect(stations.last()).toContainText(/ms|µs/);
  expect(await seriousFindings(page)).toEqual([]);
  await admin.leave();
});

test("the slowest message of the last minute is drawn, once somebody has written", async ({
  browser,
}) => {
  const { url } = server();
  const admin = await Admin.signedIn(browser, url, "/servers");
  const trace = admin.page.getByRole("region", { name: "The way of a message" });
  const slowest = trace.getByRole("button", { name: "Slowest of the last minute" });
  await slowest.click();
  await expect(trace).toContainText("No message was sent in the last minute.");
  const writer = await Writer.withRoom(url, unique("w"), unique("slow"));
  await writer.write(["one"]);
  // It is told of with the second that it was sent in.
  await expect(async () => {
    await slowest.click();
    await expect(trace.getByRole("listitem").first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(trace.getByRole("listitem").filter({ hasText: "stored" })).toContainText(/ms|µs/);
  await expect(trace.getByRole("listitem").filter({ hasText: "sender told" })).toHaveCount(1);
  writer.stop();
  await admin.leave();
});
