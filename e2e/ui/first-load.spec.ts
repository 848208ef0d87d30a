import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { Person } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

/** Kilobytes of 1,024. */
const SCRIPT_MOST = 150;
const STYLE_MOST = 20;

test("what the page itself names, and so all that it needs to begin, is small", async ({
  request,
}) => {
  const html = await (await request.get(server().url)).text();
  const gzipped = async (pattern: RegExp): Promise<number> => {
    let sum = 0;
    for (const [, path = ""] of html.matchAll(pattern)) {
      const file = await request.get(server().url + path);
      expect(file.status(), path).toBe(200);
      sum += gzipSync(await file.body()).length / 1_024;
    }
    return sum;
  };
  const script = await gzipped(/<script [^>]*src="([^"]+)"/g);
  const style = await gzipped(/<link rel="stylesheet" [^>]*href="([^"]+)"/g);
  expect(script).toBeGreaterThan(0);
  expect(style).toBeGreaterThan(0);
  expect(script).toBeLessThanOrEqual(SCRIPT_MOST);
  expect(style).toBeLessThanOrEqual(STYLE_MOST);
});

test("the app can be added to a home screen, with its name and icons", async ({ browser }) => {
  const { url } = server();
  const visitor = await Person.at(browser, url);
  const { page } = visitor;
  await page.goto(url);
  const path = await page.locator('link[rel="manifest"]').getAttribute("href");
  const answer = await page.request.get(url + path);
  expect(answer.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = await answer.json();
  expect(manifest).toMatchObject({ name: "Crosstalk", start_url: "/", display: "standalone" });
  const apple = await page.locator('link[rel="apple-touch-icon"]').getAttribute("href");
  const icons: { src: string; sizes: string; purpose?: string }[] = [
    ...manifest.icons,
    { src: apple, sizes: "180x180" },
  ];
  const sizes = await page.evaluate(
    (all) =>
      Promise.all(
        all.map(async ({ src }) => {
          const picture = new Image();
          picture.src = src;
          await picture.decode();
          return `${picture.naturalWidth}x${picture.naturalHeight}`;
        }),
      ),
    icons,
  );
  expect(sizes).toEqual(icons.map((icon) => icon.sizes));
  expect(sizes).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  expect(icons.some(({ purpose }) => purpose === "maskable")).toBe(true);
  // What Chromium itself has against it.
  const devtools = await page.context().newCDPSession(page);
  const { errors } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  visitor.expectNoErrors();
  await visitor.leave();
});
