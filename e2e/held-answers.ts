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
/** What was answered is drawn, and whatever follows from it. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
  });
