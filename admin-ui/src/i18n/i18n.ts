import { createI18n } from "vue-i18n";
import { renderedMessages } from "../../../ui/i18n/message-format.ts";
import { messages } from "./en/messages.ts";
import type { MessageKey, ValuesOf } from "./schema.ts";

/** The dashboard speaks English; dates and numbers are written as the browser's English writes them. */
export const LOCALE = navigator.languages.find((tag) => tag.split("-")[0] === "en") ?? "en";

export const i18n = createI18n({
  legacy: false,
  locale: "en",
  messages: { en: renderedMessages(messages, LOCALE) },
});

/** The text of `key`. */
export const t = <Key extends MessageKey>(key: Key, ...[values]: ValuesOf<Key>): string =>
  i18n.global.t(key, values ?? {});
