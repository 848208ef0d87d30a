import { setTimeout as delay } from "node:timers/promises";
import { heapMegabytes } from "../../e2e/measures.ts";
import type { Stage } from "./stage.ts";

type Figures = Record<string, number>;

const QUIET_MS = 20_000;
const STEP_SECONDS = 30;
const DAY_SECONDS = 24 * 60 * 60;

interface TraceEvent {
  readonly name: string;
}

/** A room is open and nothing happens: for a while by the real clock, for a day by the page's. */
export const idle = async (stage: Stage): Promise<Figures> => {
  const writer = await stage.writer("quiet", 200);
  const reader = await stage.reader();
  const { page } = reader;
  await reader.joinByName("quiet");
  const address = page.url();
  await page.getByRole("article").last().waitFor();
  // A caret blinks, and each blink is a frame.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.mouse.move(5, 5);
  await delay(3_000);
  await stage.browser.startTracing(page, {
    categories: ["disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame"],
  });
  await delay(QUIET_MS);
  const trace = JSON.parse((await stage.browser.stopTracing()).toString("utf8")) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const frames = trace.traceEvents.filter(({ name }) => name === "DrawFrame").length;

  await page.clock.install();
  await page.goto(address);
  await page.getByRole("article").last().waitFor();
  const step = (): Promise<void> => page.clock.fastForward(STEP_SECONDS * 1_000);
  // What the first minutes make, they make once.
  for (let i = 0; i < 60; i++) await step();
  const before = await heapMegabytes(page);
  for (let second = 0; second < DAY_SECONDS; second += STEP_SECONDS) await step();
  const growth = (await heapMegabytes(page)) - before;
  writer.stop();
  await reader.leave();
  return { frames, heapGrowthMegabytes: growth };
};
