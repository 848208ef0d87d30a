import { createFormats } from "../../../ui/logic/format.ts";
import { LOCALE_NAMES } from "../i18n/locales.ts";

/** What is read to somebody, or shown to them when they ask. */
const SPOKEN = ["aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt"];
const SPOKEN_DATA = ["data-tooltip", "data-keys"];
/** Two letters at least: a single one is a key, or a unit. */
const WORD = /[a-z]{2,}/gi;

const wordsOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.match(WORD) ?? []);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What the language itself calls days, months, spans of time and sizes. */
const namesOfTimes = (locale: string): string[] => {
  const formats = createFormats(locale);
  const now = Date.now();
  const days = Array.from({ length: 370 }, (_, i) => now - i * DAY);
  const spans = [0, 60_000, 120_000, HOUR, 2 * HOUR, DAY, 3 * DAY].flatMap((ms) => [ms, -ms]);
  return wordsOf([
    ...days.flatMap((at) => [formats.dayLabel(at, now), formats.fullDateTime(at)]),
    ...spans.map((ms) => formats.fromNow(now + ms, now)),
    ...[1, 10 ** 4, 10 ** 7, 10 ** 10].map(formats.fileSize),
    formats.timeOfDay(now),
    formats.timeOfDay(now + 12 * HOUR),
    formats.list(["", "", ""]),
  ]);
};

const isShown = (element: Element): boolean =>
  element.checkVisibility({ opacityProperty: false, visibilityProperty: true });

const textNodes = (root: Element): Text[] => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement } = node;
    if (parentElement && node.nodeValue?.trim() && isShown(parentElement)) found.push(node as Text);
  }
  return found;
};

/** Words of the page that no catalogue of the pseudo-locale has said; `names` are those that every language shares. */
export const uncataloguedTexts = (locale: string, names: readonly string[]): string[] => {
  const known = new Set([
    ...namesOfTimes(locale),
    ...wordsOf([...names, ...Object.values(LOCALE_NAMES)]),
  ]);
  const said = textNodes(document.body).map((node) => node.data);
  for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
    // An emoji is called what its data call it, in the languages that they come in.
    if (!isShown(element) || element.matches("button[data-index]")) continue;
    for (const name of [...SPOKEN, ...SPOKEN_DATA]) said.push(element.getAttribute(name) ?? "");
  }
  const strange = said.filter((text) => wordsOf([text]).some((word) => !known.has(word)));
  return [...new Set(strange.map((text) => text.trim()))];
};

/** A pixel, for fractions of one. */
const SLACK = 1;
const isWithin = (inner: DOMRect, outer: DOMRect): boolean =>
  inner.left >= outer.left - SLACK &&
  inner.right <= outer.right + SLACK &&
  inner.top >= outer.top - SLACK &&
  inner.bottom <= outer.bottom + SLACK;

const clips = (value: string): boolean => value === "hidden" || value === "clip";
const scrolls = (value: string): boolean => value === "auto" || value === "scroll";

/** What cuts a piece of text off, or is too small for it; undefined when all of it can be seen or scrolled to. */
const cutBy = (text: Text, rect: DOMRect): Element | undefined => {
  for (let box = text.parentElement; box; box = box.parentElement) {
    const { overflowX, overflowY, position } = getComputedStyle(box);
    if (scrolls(overflowX) || scrolls(overflowY)) return undefined;
    const holds = clips(overflowX) || clips(overflowY) || box.matches("button, [role=tab], select");
    if (holds && !isWithin(rect, box.getBoundingClientRect())) return box;
    if (position === "fixed") break;
  }
  const page = new DOMRect(0, 0, innerWidth, innerHeight);
  return isWithin(rect, page) ? undefined : document.body;
};
const isForScreenReaders = (text: Text): boolean =>
  text.parentElement?.closest(".sr-only") !== null;
/** All of it is said where the pointer rests. */
const isToldInFull = (text: Text): boolean => {
  const titled = text.parentElement?.closest<HTMLElement>("[title], [data-tooltip]");
  const told = titled?.title || titled?.dataset["tooltip"];
  return told?.includes(text.data.trim()) ?? false;
};

/** Texts of the catalogues that are cut off, with what cuts them. Those in which somebody's own words stand may be. */
export const cutTexts = (isOwn: (text: string) => boolean): string[] => {
  const cut: string[] = [];
  for (const text of textNodes(document.body)) {
    if (!text.data.includes("⟦") || isOwn(text.data)) continue;
    if (isForScreenReaders(text) || isToldInFull(text)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) {
      const box = cutBy(text, rect);
      if (!box) continue;
      cut.push(`${text.data.trim()} by <${box.tagName.toLowerCase()} class="${box.className}">`);
      break;
    }
  }
  return cut;
};
