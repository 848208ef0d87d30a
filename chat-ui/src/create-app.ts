import { createPinia } from "pinia";
import { type App, createApp } from "vue";
import type { Router } from "vue-router";
import AppRoot from "./App.vue";
import { CHAT, type ChatPort } from "./stores/chat-port.ts";
import "./styles/app.css";

/** The whole app on a given client: the real one, or the story page's. */
export const createChatApp = (chat: ChatPort, router: Router): App =>
  createApp(AppRoot).provide(CHAT, chat).use(createPinia()).use(router);
