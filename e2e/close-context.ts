import type { BrowserContext } from "@playwright/test";

/** Requests that a test stands in for may be under way still: their answers have nobody to go to. */
export const closeContext = async (context: BrowserContext): Promise<void> => {
  for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
};
