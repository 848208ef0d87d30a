import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { build, type PreviewServer, preview } from "vite";
import { PHONE, PICTURED_ARGS, picturedPage } from "../pictured-page.ts";
import { smallTargets } from "../small-targets.ts";

/**
 * The story page, compared with pictures that somebody has looked at. After a change of looks:
 * `npx playwright test --config e2e/playwright.config.ts --project node e2e/ui/pictures.spec.ts
 * --update-snapshots`, and look at each of them again.
 */

let server: PreviewServer;
let browser: Browser;
let folder = "";
let url = "";

// Built, for a page of the dev server is hundreds of files; and apart from dist/, where no stories are.
test.beforeAll(async ({ playwright, launchOptions }) => {
  test.setTimeout(120_000);
  browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...PICTURED_ARGS],
  });
  const root = join(import.meta.dirname, "../../chat-ui");
  folder = await mkdtemp(join(tmpdir(), "crosstalk-stories-"));
  const outDir = join(folder, "site");
  await build({
    root,
    logLevel: "error",
    build: { outDir, rolldownOptions: { input: join(root, "stories.html") } },
  });
  server = await preview({ root, logLevel: "error", build: { outDir }, preview: { port: 0 } });
  url = server.resolvedUrls?.local[0] ?? "";
});
test.afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

/** What is "today" in the pictures. */
const NOW = new Date("2026-11-28T14:02:00");
const WIDE = { width: 1360, height: 860 };

interface Look {
  readonly name: string;
  readonly address: string;
  readonly locale?: "en" | "ar" | "de";
  readonly theme?: "light" | "dark";
  readonly density?: "compact";
  readonly size?: { readonly width: number; readonly height: number };
  /** There, all of it is. */
  readonly until: (page: Page) => Promise<void>;
}

const shows = (text: string) => (page: Page) =>
  expect(page.getByText(text, { exact: false }).last()).toBeVisible();
const dialogShown = (page: Page) => expect(page.getByRole("dialog")).toBeVisible();
const conversation = shows("Shipping it.");

const LOOKS: readonly Look[] = [
  { name: "room-light", address: "?scene&room=r-platform", until: conversation },
  { name: "room-dark", address: "?scene&room=r-platform", theme: "dark", until: conversation },
  { name: "room-phone", address: "?scene&room=r-platform", size: PHONE, until: conversation },
  { name: "room-arabic", address: "?scene&room=r-platform", locale: "ar", until: conversation },
  {
    name: "room-arabic-phone-dark",
    address: "?scene&room=r-platform",
    locale: "ar",
    theme: "dark",
    size: PHONE,
    until: conversation,
  },
  {
    name: "room-compact",
    address: "?scene&room=r-platform",
    density: "compact",
    until: conversation,
  },
  {
    name: "room-offline",
    address: "?scene&room=r-platform&state=offline",
    until: shows("And so does this."),
  },
  { name: "list-phone", address: "?scene", size: PHONE, until: shows("lobby") },
  { name: "sign-in", address: "?scene&state=anonymous", until: shows("Crosstalk") },
  { name: "controls-light", address: "?story=controls", until: shows("Primary") },
  { name: "controls-dark", address: "?story=controls", theme: "dark", until: shows("Primary") },
  { name: "messages-light", address: "?story=messages", until: shows("Not taken.") },
  { name: "messages-dark", address: "?story=messages", theme: "dark", until: shows("Not taken.") },
  { name: "messages-arabic", address: "?story=messages", locale: "ar", until: shows("Not taken.") },
  { name: "rooms", address: "?story=rooms", until: shows("standup") },
  { name: "dialog-create", address: "?story=create", until: dialogShown },
  { name: "dialog-settings", address: "?story=settings", until: dialogShown },
  {
    name: "dialog-settings-dark-arabic",
    address: "?story=settings",
    theme: "dark",
    locale: "ar",
    until: dialogShown,
  },
  { name: "dialog-help", address: "?story=help", until: dialogShown },
];

for (const look of LOOKS) {
  test(`looks as it did: ${look.name}`, async () => {
    const page = await picturedPage(browser, {
      size: look.size ?? WIDE,
      theme: look.theme,
      locale: { en: "en-GB", de: "de-DE", ar: "ar-EG" }[look.locale ?? "en"],
    });
    await page.addInitScript((density) => {
      if (density !== undefined) localStorage.setItem("crosstalk.density", density);
    }, look.density);
    await page.clock.install({ time: NOW });
    await page.goto(`${url}stories.html${look.address}`);
    await page.clock.runFor(2000);
    await look.until(page);
    await page.mouse.move(0, 0);
    if (look.size === PHONE) expect.soft(await smallTargets(page)).toEqual([]);
    await expect(page).toHaveScreenshot(`${look.name}.png`, { caret: "hide" });
    await page.close();
  });
}
