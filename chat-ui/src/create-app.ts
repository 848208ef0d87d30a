import { createPinia } from "pinia";
import { type App, createApp } from "vue";
import type { Router } from "vue-router";
import { UI_WORDS } from "../../ui/ui-words.ts";
import AppRoot from "./App.vue";
import { i18n, t } from "./i18n/i18n.ts";
import { CHAT, type ChatPort } from "./stores/chat-port.ts";
import { useLocale } from "./stores/locale.ts";
import "./styles/app.css";

/**
 * The whole app on a given client: the real one, or the story page's. Resolves when its language is
 * there; one that cannot be loaded leaves it in English.
 */
export const createChatApp = async (chat: ChatPort, router: Router): Promise<App> => {
  const pinia = createPinia();
  const words = {
    get close() {
      return t("common.close");
    },
  };
  const app = createApp(AppRoot);
  app.provide(CHAT, chat).provide(UI_WORDS, words).use(pinia).use(router).use(i18n);
  await useLocale(pinia)
    .apply()
    .catch(() => undefined);
  return app;
};
