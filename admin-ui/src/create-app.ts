import { createPinia } from "pinia";
import { type App, type Component, createApp, type Plugin } from "vue";
import type { Router } from "vue-router";
import { TABLE_WORDS, type TableWords } from "../../ui/table/table-words.ts";
import { UI_WORDS, type UiWords } from "../../ui/ui-words.ts";
import AppRoot from "./App.vue";
import { ADMIN_API, type AdminApi } from "./api/admin-api.ts";
import { figures } from "./i18n/formats.ts";
import { i18n, t } from "./i18n/i18n.ts";
import "./styles/app.css";

const words: UiWords = {
  close: t("common.close"),
  cancel: t("common.cancel"),
  dismiss: t("common.dismiss"),
  undo: t("common.undo"),
  missing: t("common.missing"),
  tooShort: (least) => t("common.tooShort", { least }),
  tooLong: (most, over) => t("common.tooLong", { most, over }),
};

const tableWords: TableWords = {
  changed: (n) => t("common.changed", { n }),
  refresh: t("common.refresh"),
  tryAgain: t("common.tryAgain"),
  loading: t("common.loading"),
  gone: t("common.gone"),
  selectAll: t("common.selectAll"),
  select: (row) => t("common.select", { row }),
  previous: t("common.previous"),
  next: t("common.next"),
  sortedBy: (column, descending) =>
    t(descending ? "common.sortedDown" : "common.sortedUp", { column }),
  requestId: (id) => t("common.requestId", { id }),
  at: (at) => figures.clock(at),
  asOf: (at, now) => t("common.asOf", { time: figures.clock(at), age: figures.age(now - at) }),
};

/** What every component of the dashboard relies on: the server, stores, routes and words. */
export const adminPlugin = (api: AdminApi, router: Router): Plugin => ({
  install: (app) => {
    app.provide(ADMIN_API, api).provide(UI_WORDS, words).provide(TABLE_WORDS, tableWords);
    app.use(createPinia()).use(router).use(i18n);
  },
});

export const createAdminApp = (api: AdminApi, router: Router, root: Component = AppRoot): App =>
  createApp(root).use(adminPlugin(api, router));
