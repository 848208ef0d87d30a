import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { heapMegabytes } from "../../e2e/measures.ts";
import type { Writer } from "../../e2e/writer.ts";
import { percentile, type Stage } from "./stage.ts";

type Figures = Record<string, number>;

interface Watch {
  readonly frames: number[];
  readonly tasks: number[];
  rows: number;
}

/** Notes every frame, every long task, and how many rows there are at most. */
const watchFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const watch: Watch = { frames: [], tasks: [], rows: 0 };
    Object.assign(window, { watch });
    new PerformanceObserver((list) => {
      watch.tasks.push(...list.getEntries().map((entry) => entry.duration));
    }).observe({ type: "longtask" });
    let before = performance.now();
    const look = (now: number): void => {
      watch.frames.push(now - before);
      before = now;
      watch.rows = Math.max(watch.rows, document.querySelectorAll("[data-key]").length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
const watched = (page: Page): Promise<Watch> =>
  page.evaluate(() => (window as unknown as { watch: Watch }).watch);

/** Up through a room of 20,000 messages, as fast as a wheel turns. */
export const scrolling = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("archive", 20_000);
  const reader = await stage.reader();
  const { page } = reader;
  await reader.joinByName("archive");
  await page.getByRole("article").last().waitFor();
  await page.getByRole("feed").hover();
  await watchFrames(page);
  for (let i = 0; i < 150; i++) {
    await page.mouse.wheel(0, -400);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const { frames, rows } = await watched(page);
  writer.stop();
  await reader.leave();
  return { rows, frameP95Ms: percentile(frames, 0.95), frames: frames.length };
};

const FLOOD_MS = 30_000;
const PER_SECOND = 500;
const STEP_MS = 20;

/** Others write into the room that is open, and its end is looked at. */
export const flood = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("flood", 500);
  const reader = await stage.reader();
  const { page } = reader;
  await reader.joinByName("flood");
  await page.getByRole("article").last().waitFor();
  const before = await heapMegabytes(page);
  await watchFrames(page);
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < FLOOD_MS) {
    const due = Math.floor(((performance.now() - began) / 1000) * PER_SECOND);
    for (; sent < due; sent++) {
      writer.chat.send(writer.roomId, `flood ${sent} ${"of words ".repeat(sent % 7)}`);
    }
    await delay(STEP_MS);
  }
  await writer.write(["the last of them"]);
  const acked = performance.now();
  await reader.message("the last of them").waitFor();
  const lateMs = performance.now() - acked;
  const { tasks, frames, rows } = await watched(page);
  // The timers that were due have been.
  await delay(2_000);
  const after = await heapMegabytes(page);
  writer.stop();
  await reader.leave();
  return {
    perSecond: (sent * 1000) / (acked - began),
    longestTaskMs: Math.max(0, ...tasks),
    longTasks: tasks.length,
    frameP95Ms: percentile(frames, 0.95),
    lateMs,
    rows,
    heapGrowthMegabytes: after - before,
  };
};

const ROOMS = 10;

/** From the press on a room to the paint that shows it. */
const switchTo = (page: Page, room: string): Promise<number> =>
  page.evaluate(
    (name) =>
      new Promise<number>((resolve, reject) => {
        const links = [...document.querySelectorAll<HTMLElement>("nav a")];
        const link = links.find((a) => a.textContent?.includes(name));
        if (!link) {
          reject(new Error(`no room is called ${name}`));
          return;
        }
        const began = performance.now();
        link.click();
        const look = (): void => {
          const shown = document.querySelector("h1")?.textContent?.trim() === name;
          const row = document.querySelector("[role=feed] [data-seq]");
          if (shown && row) requestAnimationFrame(() => resolve(performance.now() - began));
          else requestAnimationFrame(look);
        };
        look();
      }),
    room,
  );

export const switching = async (stage: Stage): Promise<Figures> => {
  const names = Array.from({ length: ROOMS }, (_, i) => `room-${String.fromCharCode(97 + i)}`);
  const writers: Writer[] = [];
  for (const name of names) writers.push(await stage.writer(name, 200));
  const reader = await stage.reader();
  const { page } = reader;
  for (const name of names) await reader.joinByName(name);
  await page.reload();
  await page.getByRole("article").last().waitFor();
  const first: number[] = [];
  const again: number[] = [];
  for (const times of [first, again, again, again]) {
    for (const name of names) {
      times.push(await switchTo(page, name));
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            requestIdleCallback(() => resolve(undefined));
          }),
      );
    }
  }
  for (const writer of writers) writer.stop();
  await reader.leave();
  return {
    knownP95Ms: percentile(again, 0.95),
    knownP50Ms: percentile(again, 0.5),
    firstP95Ms: percentile(first, 0.95),
  };
};
