import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { type PreviewServer, preview } from "vite";
import { PHONE, PICTURED_ARGS, picturedPage } from "../pictured-page.ts";
import { smallTargets } from "../small-targets.ts";
import { answerAt, NOW, TICK } from "./pictured-cluster.ts";

/**
 * The main screens of the dashboard, compared with pictures that somebody has looked at: of a cluster whose
 * numbers stand still, for those of a real one never look the same twice. After a change of looks: as ui/pictures.spec.ts.
 */

let server: PreviewServer;
let browser: Browser;
let url = "";

test.beforeAll(async ({ playwright, launchOptions }) => {
  browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...PICTURED_ARGS],
  });
  const root = join(import.meta.dirname, "../../admin-ui");
  const outDir = join(root, "../dist/admin-ui");
  server = await preview({ root, logLevel: "error", build: { outDir }, preview: { port: 0 } });
  url = server.resolvedUrls?.local[0] ?? "";
});
test.afterAll(async () => {
  await browser.close();
  await server.close();
});

/** A stream that tells of one second, and of none after it. */
const withStillStream = async (page: Page): Promise<void> => {
  await page.addInitScript(
    (event) => {
      const ask = window.fetch;
      window.fetch = async (input, init) => {
        if (!String(input).endsWith("/stats/live")) return ask(input, init);
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode(event)),
        });
        return new Response(body, { headers: { "content-type": "text/event-stream" } });
      };
    },
    `id: ${TICK.at}\ndata: ${JSON.stringify(TICK)}\n\n`,
  );
};

const WIDE = { width: 1440, height: 900 };

interface Look {
  readonly name: string;
  /** Below /admin/. */
  readonly path: string;
  readonly theme?: "dark";
  readonly size?: typeof WIDE;
  /** There, all of it is. */
  readonly until: string | RegExp;
}

const PAST = NOW - 10 * 60_000;
const LOOKS: readonly Look[] = [
  { name: "overview-light", path: "", until: "node-1.example" },
  { name: "overview-dark", path: "", theme: "dark", until: "node-1.example" },
  { name: "overview-phone-dark", path: "", theme: "dark", size: PHONE, until: "node-1.example" },
  { name: "overview-past", path: `?at=${PAST}`, until: "node-1.example" },
  { name: "servers-dark", path: "servers", theme: "dark", until: "node-1.example" },
  { name: "rooms-dark", path: "rooms", theme: "dark", until: "platform" },
  { name: "rooms-phone-past", path: `rooms?at=${PAST}`, size: PHONE, until: "platform" },
  { name: "clients-light", path: "clients", until: "Jonas Weber" },
  {
    name: "clients-phone-dark",
    path: "clients",
    theme: "dark",
    size: PHONE,
    until: "Jonas Weber",
  },
  { name: "reports-dark", path: "reports", theme: "dark", until: "Insults" },
  { name: "users-phone", path: "users", size: PHONE, until: "Jonas Weber" },
];

for (const look of LOOKS) {
  test(`looks as it did: ${look.name}`, async () => {
    const page = await picturedPage(browser, { size: look.size ?? WIDE, theme: look.theme });
    await withStillStream(page);
    await page.clock.setFixedTime(NOW);
    await page.route("**/api/**", (route) => {
      const answer = answerAt(new URL(route.request().url()));
      return answer === undefined ? route.abort() : route.fulfill({ json: answer });
    });
    await page.goto(url + look.path);
    await expect(page.getByText(look.until).first()).toBeVisible();
    await page.mouse.move(0, 0);
    if (look.size === PHONE) expect.soft(await smallTargets(page)).toEqual([]);
    await expect(page).toHaveScreenshot(`admin-${look.name}.png`, { caret: "hide" });
    await page.close();
  });
}
