import type { Page } from "@playwright/test";

/**
 * Messages that one is led to are marked for two seconds, which on a busy machine may be over when one looks: notes which
 * were, on every document of the page from now on.
 */
export const noteHighlights = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const highlights = new Set<string>();
    Object.assign(window, { highlights });
    new MutationObserver(() => {
      for (const row of document.querySelectorAll<HTMLElement>("[data-highlighted]")) {
        highlights.add(row.dataset["seq"] ?? "");
      }
    }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-highlighted"] });
  });

/** The numbers of those of the document, in the order in which they were marked. */
export const highlightsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...(Reflect.get(window, "highlights") as Set<string>)]);
