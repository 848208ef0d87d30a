import { defineConfig } from "vite";
import { uiConfig } from "../scripts/ui-config.ts";

export default defineConfig(uiConfig({ base: "/admin/", devPort: 5174 }));
