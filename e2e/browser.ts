import { expect, type Page } from "@playwright/test";

/** What is read of a room's end in the browser's cache. */
interface KeptPage {
  readonly page: { readonly messages: readonly { readonly content?: string }[] };
}

/** Until the browser has kept the app, and a message that begins so: what a start without a network needs. */
export const waitUntilKept = async (page: Page, text: string): Promise<void> => {
  const kept = (): Promise<boolean> =>
    page.evaluate(async (beginning) => {
      const registration = await navigator.serviceWorker.getRegistration();
      if (registration?.active?.state !== "activated") return false;
      const known = (await indexedDB.databases()).some(({ name }) => name === "crosstalk-cache");
      if (!known) return false;
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open("crosstalk-cache");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const pages = await new Promise<KeptPage[]>((resolve, reject) => {
        const request = db.transaction("pages").objectStore("pages").getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      db.close();
      return pages.some(({ page }) => page.messages.some((m) => m.content?.startsWith(beginning)));
    }, text);
  await expect.poll(kept).toBe(true);
};

/** Looks at the page, or elsewhere: a browser without a window takes all its pages for looked at. */
export const look = (page: Page, here: boolean): Promise<void> =>
  page.evaluate((focused) => {
    Object.defineProperty(document, "hasFocus", { configurable: true, value: () => focused });
    window.dispatchEvent(new Event(focused ? "focus" : "blur"));
  }, here);
