import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig } from "vite";
import { serviceWorker } from "../scripts/service-worker-plugin.ts";
import { uiConfig } from "../scripts/ui-config.ts";

const worker = fileURLToPath(new URL("service-worker/service-worker.ts", import.meta.url));

export default defineConfig(
  mergeConfig(uiConfig({ base: "/", devPort: 5173 }), { plugins: [serviceWorker(worker)] }),
);
