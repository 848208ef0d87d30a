import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import type { UserConfig } from "vite";

/** The server that the Vite dev servers pass /api on to; `npm run dev` starts it there. */
const server = `http://127.0.0.1:${process.env["PORT"] ?? 3000}`;

/**
 * What both UIs share. The server's CSP allows scripts of its own origin only, no inline ones and
 * no data: or blob: ones, so nothing is inlined and no polyfill is injected.
 */
export function uiConfig(ui: { base: string; devPort: number }): UserConfig {
  return {
    base: ui.base,
    plugins: [vue(), tailwindcss()],
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    },
    build: {
      // The floor of Tailwind 4.
      target: ["chrome111", "firefox128", "safari16.4"],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      port: ui.devPort,
      strictPort: true,
      // Host stays what the browser sent: a WebSocket's Origin is held against it.
      proxy: { "/api": { target: server, ws: true, changeOrigin: false } },
    },
  };
}
