import { createPinia } from "pinia";
import { type App, type Component, createApp, type Plugin } from "vue";
import type { Router } from "vue-router";
import { UI_WORDS, type UiWords } from "../../ui/ui-words.ts";
import AppRoot from "./App.vue";
import { formats } from "./i18n/formats.ts";
import { i18n, t } from "./i18n/i18n.ts";
import { CHAT, type ChatPort } from "./stores/chat-port.ts";
import { useLocale } from "./stores/locale.ts";
import "./styles/app.css";

const words: UiWords = {
  get close() {
    return t("common.close");
  },
  get cancel() {
    return t("common.cancel");
  },
  get dismiss() {
    return t("common.dismiss");
  },
  get undo() {
    return t("common.undo");
  },
  get missing() {
    return t("errors.missing");
  },
  tooShort: (least) => t("errors.tooShort", { least: formats().number(least) }),
  tooLong: (most, over) =>
    t("errors.tooLong", { most: formats().number(most), over: formats().number(over) }),
};

/** What every component of the app relies on: the client, stores, routes and words. */
export const chatPlugin = (chat: ChatPort, router: Router): Plugin => ({
  install: (app) => {
    app.provide(CHAT, chat).provide(UI_WORDS, words).use(createPinia()).use(router).use(i18n);
  },
});

/**
 * The whole app on a given client: the real one, or the story page's. Resolves when its language is
 * there; one that cannot be loaded leaves it in English.
 */
export const createChatApp = async (
  chat: ChatPort,
  router: Router,
  root: Component = AppRoot,
): Promise<App> => {
  const app = createApp(root).use(chatPlugin(chat, router));
  await app.runWithContext(() => useLocale().apply()).catch(() => undefined);
  return app;
};
