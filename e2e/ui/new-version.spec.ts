import { expect, type Page } from "@playwright/test";
import { waitUntilKept } from "../browser.ts";
import { launchOptions } from "../chromium.ts";
import { Person, unique } from "../person.ts";
import { RedeployedServer } from "../redeployed-server.ts";
import { serverForSpec, test } from "../spec-server.ts";

// A browser of its own: in one that has had hundreds of service workers of other tests, the next worker of a page may
// stay "activating", and what is opened then waits for it.
test.use({ launchOptions: launchOptions() });

const server = serverForSpec();

/** The app's own script, named by the build that a page runs. */
const scriptOf = async (page: Page): Promise<string> => {
  const script = page.locator('script[type="module"][src*="/assets/app-"]');
  return (await script.getAttribute("src")) ?? "";
};
const offerOn = (page: Page) => page.getByRole("region", { name: "New version" });

test("a new build leaves an open page at work, is offered there, and runs once the page is loaded anew", async ({
  browser,
}) => {
  test.slow();
  await using front = await RedeployedServer.before(server().url);
  const ana = await Person.registered(browser, front.url, unique("ana"));
  await ana.createRoom(unique("deploy"), "Public");
  await ana.send("kept");
  const { page } = ana;
  await waitUntilKept(page, "kept");
  await page.reload();
  await expect(ana.message("kept")).toBeVisible();
  const old = await scriptOf(page);

  front.deploy();
  // The page's connection was cut: back on the server, it finds the other build there within some seconds.
  await expect(offerOn(page)).toBeVisible({ timeout: 30_000 });
  // Whoever loads the app now has the new one at once, and their service worker takes over.
  const other = await ana.tab();
  await expect(other.page.getByRole("button", { name: "My menu" })).toBeVisible();
  const next = await scriptOf(other.page);
  expect(next).not.toBe(old);
  // All files of the build are fetched; its service worker has taken over, or does once the old one has nothing to do.
  const installation = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const { installing, waiting, active } = registration ?? {};
      const [isInstalling, isWaiting] = [installing, waiting].map(
        (worker) => worker?.state ?? "no",
      );
      return {
        isInstalling,
        isWaiting,
        active: active?.state,
        caches: (await caches.keys()).length,
      };
    });
  await expect
    .poll(installation, { timeout: 60_000 })
    .toMatchObject({ isInstalling: "no", active: "activated", caches: 2 });
  await expect(offerOn(other.page)).toBeHidden();
  // The files of the open page are gone from the server, and not from the browser.
  expect((await page.request.get(front.url + old)).status()).toBe(404);
  expect(await page.evaluate((path) => fetch(path).then(({ status }) => status), old)).toBe(200);
  await ana.send("still at work");
  await expect(ana.message("still at work")).toHaveAttribute("data-seq", /\d/);
  await ana.composer.fill("half a thought");

  await offerOn(page).getByRole("button", { name: "Reload" }).click();
  // First of all: what follows is on the page of before, too.
  await expect.poll(() => scriptOf(page)).toBe(next);
  await expect(ana.message("still at work")).toBeVisible();
  await expect(ana.composer).toHaveValue("half a thought");
  await expect(offerOn(page)).toBeHidden();
  ana.expectNoErrors();
  await ana.leave();
});
