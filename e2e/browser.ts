import { expect, type Page } from "@playwright/test";

/** What is read of a room's end in the browser's cache. */
interface KeptPage {
  readonly page: { readonly messages: readonly { readonly content?: string }[] };
}

/** All files of the app, with a browser, a server and two tests at work beside. */
const INSTALLED_MS = 30_000;

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
  await expect.poll(kept, { timeout: INSTALLED_MS }).toBe(true);
};

/** Until the page's service worker has all files: what it loads late is there without a network from then on. */
export const waitForFiles = async (page: Page): Promise<void> => {
  const worker = () => page.evaluate(() => navigator.serviceWorker.controller?.state);
  await expect.poll(worker, { timeout: INSTALLED_MS }).toBe("activated");
};

/** Until so many sends are in the browser's database: then they outlive their page, files and all. */
export const waitForStoredSends = async (page: Page, count: number): Promise<void> => {
  const stored = (): Promise<number> =>
    page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open("crosstalk");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const rows = await new Promise<number>((resolve, reject) => {
        const request = db.transaction("sends").objectStore("sends").count();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      db.close();
      return rows;
    });
  await expect.poll(stored).toBe(count);
};

/** Looks at the page, or elsewhere: a browser without a window takes all its pages for looked at. */
export const look = (page: Page, here: boolean): Promise<void> =>
  page.evaluate((focused) => {
    Object.defineProperty(document, "hasFocus", { configurable: true, value: () => focused });
    window.dispatchEvent(new Event(focused ? "focus" : "blur"));
  }, here);
