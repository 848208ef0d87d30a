import { createI18n } from "vue-i18n";
import { type RenderedMessages, renderedMessages } from "../../../ui/i18n/message-format.ts";
import type { MessageTable } from "../../../ui/i18n/typed-messages.ts";
import { firstMessages } from "./en/first-messages.ts";
import { type AnyLocale, PSEUDO_LOCALE, regionalTag } from "./locales.ts";
import type { MessageKey, Messages, ValuesOf } from "./schema.ts";

const rendered = <Some extends MessageTable>(
  messages: Some,
  locale: AnyLocale,
): RenderedMessages<Some> => renderedMessages(messages, regionalTag(locale, navigator.languages));

const first = rendered(firstMessages, "en");
/**
 * English is part of the app, and stands in for what another language lacks; the others are loaded. Of English, too,
 * what the first view never says comes later.
 */
export const i18n = createI18n({
  legacy: false,
  locale: "en" as AnyLocale,
  fallbackLocale: "en",
  messages: { en: first } as Partial<Record<AnyLocale, RenderedMessages<Messages>>>,
});

let isComplete = false;
/** Resolves once what late parts say is there in English; whoever loads such a part awaits it beside it. */
export const loadLateMessages = async (): Promise<void> => {
  const { lateMessages } = await import("./en/late-messages.ts");
  if (isComplete) return;
  isComplete = true;
  i18n.global.setLocaleMessage("en", { ...first, ...rendered(lateMessages, "en") });
};

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
      return (await import("./pseudo.ts")).pseudoMessages();
  }
};

/** Resolves once everything is said in `locale`; rejects, with nothing changed, if it cannot be loaded. */
export const setLocale = async (locale: AnyLocale): Promise<void> => {
  if (locale !== "en" && !i18n.global.availableLocales.includes(locale)) {
    i18n.global.setLocaleMessage(locale, rendered(await load(locale), locale));
  }
  i18n.global.locale.value = locale;
};
