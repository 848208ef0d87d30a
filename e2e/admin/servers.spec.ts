import { expect, test } from "@playwright/test";
import { serverForSpec } from "../spec-server.ts";
import { ADMIN_ENV, Admin } from "./admin.ts";

const server = serverForSpec(ADMIN_ENV);

for (const width of [1_024, 1_280, 1_440]) {
  test(`what a server is called, when it was heard and what is done to it are in sight: ${width} px`, async ({
    browser,
  }) => {
    const admin = await Admin.signedIn(browser, server().url, "/servers", {
      viewport: { width, height: 900 },
    });
    const { page } = admin;
    await admin.isLive();
    await expect(page.getByRole("columnheader", { name: "Beat" })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: /^Drain / }).first()).toBeInViewport({
      ratio: 1,
    });
    const name = page.locator("tbody tr").getByRole("link").first();
    await expect(name).toBeInViewport({ ratio: 1 });
    await admin.leave();
  });
}

test("on a phone what is done to a server stands in its row, whole", async ({ browser }) => {
  const viewport = { width: 390, height: 844 };
  const admin = await Admin.signedIn(browser, server().url, "/servers", { viewport });
  await admin.isLive();
  const drain = admin.page.getByRole("button", { name: /^Drain / }).first();
  await expect(drain).toBeInViewport({ ratio: 1 });
  await admin.leave();
});
