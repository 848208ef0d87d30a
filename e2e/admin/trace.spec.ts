import { expect, test } from "@playwright/test";
import { seriousFindings } from "../axe.ts";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

test("a probe is drawn from station to station", async ({ browser }) => {
  const admin = await Admin.signedIn(browser, server().url, "/servers");
  const { page } = admin;
  await admin.isLive();
  const trace = page.getByRole("region", { name: "The way of a message" });
  await trace.getByRole("button", { name: "Send one now" }).click();
  const stations = trace.getByRole("listitem");
  await expect(stations.first()).toBeVisible();
  const count = await stations.count();
  expect(count).toBeGreaterThan(2);
  await expect(stations.last()).toContainText(/ms|µs/);
  expect(await seriousFindings(page)).toEqual([]);
  await admin.leave();
});
