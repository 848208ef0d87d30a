import { createBrowserClient } from "./browser-client.ts";
import { createChatApp } from "./create-app.ts";
import { createChatRouter } from "./router.ts";

createChatApp(createBrowserClient(), createChatRouter()).mount("#app");
