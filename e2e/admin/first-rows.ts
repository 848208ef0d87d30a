import type { Page } from "@playwright/test";

/** A page of the list. */
const ROWS = 50;

/** Milliseconds from the press on Clients to the paint that shows the first page of connections. */
export const firstRowsMs = (page: Page): Promise<number> => rowsPainted(page, true);

/** Milliseconds from when the document, opened at the list's address, was asked for. */
export const firstRowsFromAddressMs = (page: Page): Promise<number> => rowsPainted(page, false);

const rowsPainted = (page: Page, press: boolean): Promise<number> =>
  page.evaluate(
    ([wanted, pressed]) =>
      new Promise<number>((resolve, reject) => {
        const began = pressed ? performance.now() : 0;
        if (pressed) {
          const link = document.querySelector<HTMLElement>('nav a[href$="/admin/clients"]');
          if (!link) reject(new Error("there is no link to the clients"));
          link?.click();
        }
        const rows = '[aria-label="Live connections"] tbody tr[data-row]';
        const look = (): void => {
          requestAnimationFrame(() => {
            if (document.querySelectorAll(rows).length < wanted) look();
            else requestAnimationFrame(() => resolve(performance.now() - began));
          });
        };
        look();
      }),
    [ROWS, press] as const,
  );
