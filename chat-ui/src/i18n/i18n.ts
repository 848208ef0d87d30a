import { createI18n } from "vue-i18n";
import { type RenderedMessages, renderedMessages } from "../../../ui/i18n/message-format.ts";
import { messages as english } from "./en/messages.ts";
import { type AnyLocale, PSEUDO_LOCALE, regionalTag } from "./locales.ts";
import type { MessageKey, Messages, ValuesOf } from "./schema.ts";

const rendered = (messages: Messages, locale: AnyLocale): RenderedMessages<Messages> =>
  renderedMessages(messages, regionalTag(locale, navigator.languages));

/** English is part of the app, and stands in for what another language lacks; the others are loaded. */
export const i18n = createI18n({
  legacy: false,
  locale: "en" as AnyLocale,
  fallbackLocale: "en",
  messages: { en: rendered(english, "en") } as Partial<
    Record<AnyLocale, RenderedMessages<Messages>>
  >,
});

/** The text of `key` in the present language; what renders it follows a change of the language. */
export const t = <Key extends MessageKey>(key: Key, ...[values]: ValuesOf<Key>): string =>
  i18n.global.t(key, values ?? {});

export const currentLocale = (): AnyLocale => i18n.global.locale.value;

const load = async (locale: Exclude<AnyLocale, "en">): Promise<Messages> => {
  switch (locale) {
    case "de":
      return (await import("./de/messages.ts")).messages;
    case "ar":
      return (await import("./ar/messages.ts")).messages;
    case PSEUDO_LOCALE:
      return (await import("./pseudo.ts")).pseudoMessages(english);
  }
};

/** Resolves once everything is said in `locale`; rejects, with nothing changed, if it cannot be loaded. */
export const setLocale = async (locale: AnyLocale): Promise<void> => {
  if (locale !== "en" && !i18n.global.availableLocales.includes(locale)) {
    i18n.global.setLocaleMessage(locale, rendered(await load(locale), locale));
  }
  i18n.global.locale.value = locale;
};
