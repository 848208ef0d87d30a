import { expect, test } from "@playwright/test";
import { ADMIN_ENV, Admin } from "../admin/admin.ts";
import { topologyForSpec } from "../spec-server.ts";

const topology = topologyForSpec({ env: ADMIN_ENV });

test("a store that is away is a row of its own, with since when, until it is back", {
  tag: "@cluster",
}, async ({ browser }) => {
  test.setTimeout(120_000);
  const admin = await Admin.signedIn(browser, topology().url, "/health");
  const main = admin.page.getByRole("main");
  await expect(main).toContainText("Everything works", { timeout: 30_000 });
  const unread = main.getByTestId("unread-health");
  await expect(unread).toHaveCount(0);
  const [mongod] = topology().cluster.mongo.members;
  await mongod?.kill();
  try {
    const store = unread.getByRole("listitem").filter({ hasText: "Store" });
    await expect(store).toContainText(/mongo is away\. Since \d+:\d\d:\d\d/, { timeout: 30_000 });
    const since = /Since [\d:]+/.exec(await store.innerText())?.[0] ?? "none";
    await expect(unread.getByRole("listitem").filter({ hasText: "Bus" })).toContainText(
      "reaches it",
    );
    await main.getByRole("button", { name: "Try again" }).click();
    await expect(main.getByRole("alert")).toBeVisible();
    await expect(store).toContainText(since);
    // What was read before is not said of now.
    await expect(main).toContainText(/At \d+:\d\d:\d\d:\s+Everything works/);
  } finally {
    await mongod?.start();
  }
  await expect(unread).toHaveCount(0, { timeout: 60_000 });
  await admin.leave();
});
