import { gzipSync } from "node:zlib";
import type { Response } from "@playwright/test";
import { type Stage, throttled } from "./stage.ts";

type Figures = Record<string, number>;

/** The address of a room, opened by somebody signed in whose browser has nothing of the app yet. */
export const firstLoad = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("first", 200);
  const reader = await stage.reader();
  await reader.joinByName("first");
  const address = reader.page.url();
  // The cookie of the session, and nothing else that the app has left there.
  const { cookies } = await reader.page.context().storageState();
  await reader.leave();

  const context = await stage.browser.newContext({
    storageState: { cookies, origins: [] },
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await throttled(page, 4);
  const html = (await (await page.goto(address))?.text()) ?? "";
  await page.getByRole("article").last().waitFor();
  // What comes once the room is there is loaded ahead, for later.
  const loaded = [...responses];
  await page.waitForLoadState("networkidle");
  const paintMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN);
        }).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  let first = 0;
  let scripts = 0;
  let styles = 0;
  for (const response of loaded) {
    const type = response.request().resourceType();
    if (type !== "script" && type !== "stylesheet") continue;
    const kilobytes = gzipSync(await response.body()).length / 1024;
    if (type === "stylesheet") styles += kilobytes;
    else scripts += kilobytes;
    // What the page itself names is all that it needs to begin; the rest comes with what is shown.
    const named = html.includes(`"${new URL(response.url()).pathname}"`);
    if (named && type === "script") first += kilobytes;
  }
  writer.stop();
  await context.close();
  return {
    scriptKilobytes: first,
    withLateKilobytes: scripts,
    styleKilobytes: styles,
    paintMs,
  };
};

/** What people do most, one after the other; the slowest of them counts. */
export const interactions = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("hall", 300);
  const other = await stage.writer("yard", 300);
  const reader = await stage.reader();
  const { page } = reader;
  await reader.joinByName("yard");
  await reader.joinByName("hall");
  await throttled(page, 4);
  await page.evaluate(() => {
    const slow: { name: string; ms: number }[] = [];
    Object.assign(window, { slow });
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId = 0 } = entry as PerformanceEntry & { interactionId?: number };
        if (interactionId > 0) slow.push({ name: entry.name, ms: entry.duration });
      }
    });
    observer.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
  const settle = (): Promise<void> =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          requestIdleCallback(() => resolve());
        }),
    );
  for (let round = 0; round < 3; round++) {
    await reader.composer.pressSequentially(`round ${round} of **something** to say`);
    await reader.composer.press("Enter");
    await settle();
    for (const room of ["yard", "hall"]) {
      await reader.open(room);
      await settle();
    }
    await page.getByRole("button", { name: "Room menu" }).click();
    await settle();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Insert an emoji" }).click();
    await settle();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await settle();
    await page.keyboard.type("yar");
    await settle();
    await page.keyboard.press("Escape");
    await settle();
  }
  const slow = await page.evaluate(
    () => (window as unknown as { slow: { name: string; ms: number }[] }).slow,
  );
  writer.stop();
  other.stop();
  await reader.leave();
  return { slowestMs: Math.max(0, ...slow.map(({ ms }) => ms)), slowOnes: slow.length };
};
