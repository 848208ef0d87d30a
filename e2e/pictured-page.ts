import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";

/** Of the browser that pictures are taken with. */
export const PICTURED_ARGS = ["--font-render-hinting=none", "--disable-lcd-text"] as const;

/**
 * What every picture is written with: the fonts of a machine are its own, and so is how it fits them to its pixels.
 * Emoji are whatever the machine has; they are small enough to make no difference.
 */
const FONTS = [
  { family: "Pictured", file: "DejaVuSans", weight: "400 500" },
  { family: "Pictured", file: "DejaVuSans-Bold", weight: "600 700" },
  { family: "Pictured Mono", file: "DejaVuSansMono", weight: "400 700" },
] as const;
const FONT_FOLDER = join(import.meta.dirname, "ui/pictures/fonts");

const writtenAlike = async (page: Page): Promise<void> => {
  const fonts = await Promise.all(
    FONTS.map(async ({ file, ...font }) => ({
      ...font,
      bytes: (await readFile(join(FONT_FOLDER, `${file}.woff2`))).toString("base64"),
    })),
  );
  await page.addInitScript((faces) => {
    for (const { family, weight, bytes } of faces) {
      const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      document.fonts.add(new FontFace(family, data.buffer, { weight }));
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      *, ::before, ::after, ::placeholder {
        font-family: "Pictured" !important;
        text-rendering: geometricPrecision !important;
      }
      :is(code, pre, .font-mono), :is(code, pre) * { font-family: "Pictured Mono" !important; }
    `);
    document.adoptedStyleSheets.push(sheet);
  }, fonts);
};

export const PHONE = { width: 390, height: 844 };

interface Pictured {
  readonly size: { readonly width: number; readonly height: number };
  readonly theme?: "light" | "dark" | undefined;
  readonly locale?: string;
}

/** A page that looks the same on every machine; to be closed by whoever asks for it. */
export const picturedPage = async (
  browser: Browser,
  { size, theme = "light", locale = "en-GB" }: Pictured,
): Promise<Page> => {
  const page = await browser.newPage({
    viewport: size,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale,
    timezoneId: "Europe/Berlin",
    hasTouch: size === PHONE,
  });
  await writtenAlike(page);
  return page;
};
