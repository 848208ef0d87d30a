import type { CDPSession, Page } from "@playwright/test";

/** What is in use after everything that can go has gone; in megabytes of a million bytes. */
export const heapMegabytes = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page);
  // What a first collection finalises goes with the second.
  for (let i = 0; i < 3; i++) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
};

/** On every document of the page from now on; a task is long from 50 ms. */
export const noteLongTasks = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const longTasks: number[] = [];
    Object.assign(window, { longTasks });
    new PerformanceObserver((list) => {
      longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
  });

/** The longest of the document since it was last asked, in milliseconds; 0 where none was long. */
export const takeLongestTask = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { longTasks } = window as unknown as { longTasks: number[] };
    return Math.max(0, ...longTasks.splice(0));
  });

/** CPU time of the page's main thread, in seconds. */
export class MainThread {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<MainThread> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return new MainThread(session);
  }

  async seconds(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  }
}

/** Canvases that are cleared are drawn anew: counts it, on every document of the page from now on. */
export const countRedraws = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const counted = window as unknown as { redraws: number };
    counted.redraws = 0;
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      counted.redraws += 1;
      clearRect.apply(this, box);
    };
  });

export const redrawsOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { redraws: number }).redraws);

const setVisibility = (page: Page, visibility: DocumentVisibilityState): Promise<void> =>
  page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => now });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visibility);

/** As if another tab were looked at: a browser without a window takes all its pages for seen. */
export const hide = (page: Page): Promise<void> => setVisibility(page, "hidden");

/** As if one came back to it. */
export const show = (page: Page): Promise<void> => setVisibility(page, "visible");
