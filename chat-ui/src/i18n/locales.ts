/** The languages of the app. ui/before-paint.js sets the page's before the first paint, from the same key. */

export const LOCALES = ["en", "de", "ar"] as const;
export type Locale = (typeof LOCALES)[number];

/** English, grown and accented, in which tests find cut and forgotten texts; nobody is offered it. */
export const PSEUDO_LOCALE = "en-XA";
export type AnyLocale = Locale | typeof PSEUDO_LOCALE;

export type LocaleChoice = AnyLocale | "system";

export const LOCALE_KEY = "crosstalk.locale";

/** Each in its own language: whoever looks for theirs may not read the present one. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = {
  en: "English",
  de: "Deutsch",
  ar: "العربية",
};

const isLocale = (tag: string | null | undefined): tag is Locale =>
  LOCALES.some((locale) => locale === tag);

export const parseLocaleChoice = (stored: string | null): LocaleChoice =>
  isLocale(stored) || stored === PSEUDO_LOCALE ? stored : "system";

/** `preferred`: the tags that the browser gives, best first. */
export const resolveLocale = (choice: LocaleChoice, preferred: readonly string[]): AnyLocale => {
  if (choice !== "system") return choice;
  for (const tag of preferred) {
    const language = tag.split("-")[0];
    if (isLocale(language)) return language;
  }
  return "en";
};

/**
 * Whose dates and numbers to write: the region that the browser names for this language (24 hours for
 * en-GB), else the language's own.
 */
export const regionalTag = (locale: AnyLocale, preferred: readonly string[]): string => {
  const language = locale.split("-")[0];
  return preferred.find((tag) => tag.split("-")[0] === language) ?? locale;
};

export const directionOf = (locale: AnyLocale): "ltr" | "rtl" => (locale === "ar" ? "rtl" : "ltr");
