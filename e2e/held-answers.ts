import { expect, type Page, type Route } from "@playwright/test";

/** Answers to requests that match come when they are let go: one for each question, in the order of asking. */
export const holdAnswers = async (page: Page, pattern: RegExp) => {
  const held: (() => Promise<void>)[] = [];
  await page.route(pattern, async (route: Route) => {
    const response = await route.fetch();
    const gone = Promise.withResolvers<void>();
    held.push(async () => {
      // Nobody may wait for it any more.
      await route.fulfill({ response }).catch(() => undefined);
      gone.resolve();
    });
    await gone.promise;
  });
  return {
    asked: (count: number) => expect.poll(() => held.length).toBe(count),
    letGo: async (index: number) => held[index]?.(),
  };
};
/** Requests that match go on to the server once they are let go, all together: also for a stream, whose answer has no end. */
export const holdRequests = async (page: Page, pattern: string): Promise<() => void> => {
  const held = Promise.withResolvers<void>();
  await page.route(pattern, async (route) => {
    await held.promise;
    await route.continue();
  });
  return held.resolve;
};
/**
 * What the server tells by the page's socket comes when it is let go, and then in one frame, as what happens in one moment
 * does. For connections to come.
 */
export const holdFrames = async (page: Page) => {
  let kept: string[] | undefined;
  let send: ((frame: string) => void) | undefined;
  await page.routeWebSocket("**/api/ws", (socket) => {
    const upstream = socket.connectToServer();
    send = (frame) => socket.send(frame);
    upstream.onMessage((frame) => {
      if (kept === undefined) socket.send(frame);
      else kept.push(String(frame));
    });
  });
  return {
    hold: () => {
      kept = [];
    },
    letGo: async (isAll: (frames: string) => boolean) => {
      await expect.poll(() => isAll(kept?.join("\n") ?? "")).toBe(true);
      const events = (kept ?? []).flatMap((frame) => JSON.parse(frame) as unknown[]);
      kept = undefined;
      send?.(JSON.stringify(events));
    },
  };
};
/** What was answered is drawn, and whatever follows from it. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
  });
