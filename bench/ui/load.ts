import { gzipSync } from "node:zlib";
import type { BrowserContext, Response } from "@playwright/test";
import { BarePage } from "./bare-page.ts";
import { interactionToNextPaint, type TimedEvent } from "./interaction-latency.ts";
import type { Stage } from "./stage.ts";

type Figures = Record<string, number>;
type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

/** Of somebody who is in these rooms, the address of the last of them and the cookie of their session. */
const visitor = async (
  stage: Stage,
  ...rooms: readonly string[]
): Promise<{ address: string; cookies: Cookies }> => {
  const reader = await stage.reader();
  for (const room of rooms) await reader.joinByName(room);
  const address = reader.page.url();
  const cookies = await reader.page.context().cookies();
  await reader.leave();
  return { address, cookies };
};

/** What comes over the wire until the room is there. */
const weight = async (stage: Stage, address: string, cookies: Cookies): Promise<Figures> => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const loaded: Response[] = [];
  page.on("response", (response) => loaded.push(response));
  const html = (await (await page.goto(address))?.text()) ?? "";
  await page.getByRole("article").last().waitFor();
  // What comes once the room is there is loaded ahead, for later.
  const responses = [...loaded];
  let first = 0;
  let scripts = 0;
  let styles = 0;
  for (const response of responses) {
    const type = response.request().resourceType();
    if (type !== "script" && type !== "stylesheet") continue;
    const kilobytes = gzipSync(await response.body()).length / 1024;
    if (type === "stylesheet") styles += kilobytes;
    else scripts += kilobytes;
    // What the page itself names is all that it needs to begin; the rest comes with what is shown.
    const named = html.includes(`"${new URL(response.url()).pathname}"`);
    if (named && type === "script") first += kilobytes;
  }
  await context.close();
  return { scriptKilobytes: first, withLateKilobytes: scripts, styleKilobytes: styles };
};

/** The address of a room, opened by somebody signed in whose browser has nothing of the app yet. */
export const firstLoad = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("first", 200);
  const { address, cookies } = await visitor(stage, "first");
  const page = await BarePage.open(stage.browser, cookies);
  await page.throttle(4);
  await page.goto(address);
  const { paintMs, rows } = await page.evaluate(
    () =>
      new Promise<{ paintMs: number; rows: number }>((resolve) => {
        new PerformanceObserver((list) => {
          const paintMs = list.getEntries().at(-1)?.startTime ?? Number.NaN;
          resolve({ paintMs, rows: document.querySelectorAll("article").length });
        }).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  if (rows === 0) throw new Error("The room was not shown.");
  await page.close();
  const kilobytes = await weight(stage, address, cookies);
  writer.stop();
  return { ...kilobytes, paintMs };
};

const collectEvents = (): void => {
  const events: TimedEvent[] = [];
  Object.assign(window, { events });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { interactionId = 0 } = entry as PerformanceEntry & { interactionId?: number };
      if (interactionId > 0) events.push({ interactionId, ms: entry.duration });
    }
  });
  observer.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
};

/** What people do most, one after the other. */
export const interactions = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("hall", 300);
  const other = await stage.writer("yard", 300);
  const { address, cookies } = await visitor(stage, "yard", "hall");
  const page = await BarePage.open(stage.browser, cookies);
  await page.goto(address);
  await page.throttle(4);
  await page.settle();
  await page.evaluate(collectEvents);
  for (let round = 0; round < 3; round++) {
    await page.click("main textarea");
    await page.settle();
    await page.type(`round ${round} of **something** to say`);
    await page.settle();
    await page.press("Enter");
    await page.settle();
    for (const { roomId } of [other, writer]) {
      await page.click(`nav a[href="/r/${roomId}"]`);
      await page.settle();
    }
    for (const button of ["Room menu", "Insert an emoji"]) {
      await page.click(`button[aria-label="${button}"]`);
      await page.settle();
      await page.press("Escape");
      await page.settle();
    }
    await page.pressControl("k");
    await page.settle();
    await page.type("yar");
    await page.settle();
    await page.press("Escape");
    await page.settle();
  }
  const events = await page.evaluate(() => (window as unknown as { events: TimedEvent[] }).events);
  writer.stop();
  other.stop();
  await page.close();
  return { ...interactionToNextPaint(events), slowOnes: events.length };
};
