import { createBrowserClient } from "./browser-client.ts";
import { createChatApp } from "./create-app.ts";
import { createChatRouter } from "./router.ts";

const app = await createChatApp(createBrowserClient(), createChatRouter());
app.mount("#app");
