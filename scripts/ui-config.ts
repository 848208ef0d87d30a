import { readFileSync } from "node:fs";
import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import type { Plugin, UserConfig } from "vite";

/** The server that the Vite dev servers pass /api on to; `npm run dev` starts it there. */
const server = `http://127.0.0.1:${process.env["PORT"] ?? 3000}`;

const isFirst = ["$initial" as const];
/** A service worker is an entry of its own, which must import nothing. */
const ofPage = (id: string): boolean => !id.includes("/service-worker/");
/**
 * What a page needs at first comes in two files: what changes with every version, and what seldom does. Left to the
 * bundler, each set of modules that some lazy part uses too would be a file.
 */
const FIRST_LOAD = [
  { name: "libraries", test: /node_modules/, tags: isFirst, priority: 1 },
  { name: "app", test: ofPage, tags: isFirst },
];

/**
 * What both UIs share. The server's CSP allows scripts of its own origin only, no inline ones and
 * no data: or blob: ones, so nothing is inlined and no polyfill is injected.
 */
export function uiConfig(ui: { base: string; devPort: number }): UserConfig {
  return {
    base: ui.base,
    plugins: [vue(), tailwindcss(), beforePaint(ui.base), compiledAhead()],
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
      // Of vue-i18n only what is used; the messages have their own small format.
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      __INTLIFY_DROP_MESSAGE_COMPILER__: true,
    },
    build: {
      // The floor of Tailwind 4.
      target: ["chrome111", "firefox128", "safari16.4"],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { output: { codeSplitting: { groups: FIRST_LOAD } } },
    },
    server: {
      port: ui.devPort,
      strictPort: true,
      // Host stays what the browser sent: a WebSocket's Origin is held against it.
      proxy: { "/api": { target: server, ws: true, changeOrigin: false } },
    },
  };
}

/**
 * Puts ui/before-paint.js into the head of every page: a classic script, for a module would run only
 * after the first paint, and a file of its own, since the CSP allows no inline one.
 */
function beforePaint(base: string): Plugin {
  const fileName = "before-paint.js";
  const file = join(import.meta.dirname, "../ui", fileName);
  return {
    name: "crosstalk:before-paint",
    transformIndexHtml: () => [
      { tag: "script", attrs: { src: base + fileName }, injectTo: "head-prepend" },
    ],
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source: readFileSync(file) });
    },
    configureServer(server) {
      server.middlewares.use(base + fileName, (_request, response) => {
        response.setHeader("Content-Type", "text/javascript").end(readFileSync(file));
      });
    },
  };
}

/**
 * Most of the first files runs while the page loads. By this comment at their very beginning Chromium compiles them
 * whole, beside the main thread and while they still arrive, rather than each function when it is first called.
 */
function compiledAhead(): Plugin {
  return {
    name: "crosstalk:compiled-ahead",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== "chunk" || !FIRST_LOAD.some(({ name }) => name === file.name)) continue;
          file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
        }
      },
    },
  };
}
