import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { RUNTIMES } from "../../tests/harness/runtime-command.ts";
import { ServerProcess } from "../../tests/harness/server-process.ts";
import { until } from "../../tests/harness/wait.ts";
import { seriousFindings } from "../axe.ts";
import { Admin } from "./admin.ts";

test("the link for the first admin makes one, who is in, and whom it makes once", async ({
  browser,
}) => {
  const runtime = RUNTIMES.find((known) => known === test.info().project.name) ?? "node";
  await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
  const file = join(server.dataDir, "first-admin-link");
  await until("the file is named", () => server.logs.some((line) => line.endsWith(file)));
  const link = new URL(readFileSync(file, "utf8").trim());
  const admin = await Admin.at(browser, server.url);
  const { page } = admin;
  await page.goto(new URL(link.pathname, server.url).href);
  await expect(page.getByText("The link is not whole")).toBeVisible();
  await page.goto("about:blank");
  await page.goto(link.href);
  await expect(page.getByRole("heading", { name: "The first admin" })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByLabel("Username").fill("Root");
  await page.getByLabel("Password").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create and sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await admin.leave();

  const late = await Admin.at(browser, server.url);
  await late.page.goto(link.href);
  await late.page.getByLabel("Username").fill("mallory");
  await late.page.getByLabel("Password").fill("correct horse battery staple");
  await late.page.getByRole("button", { name: "Create and sign in" }).click();
  await expect(late.page.getByRole("alert")).toContainText("There is an admin already");
  await late.leave();
});
