import { createBrowserClient } from "./browser-client.ts";
import { createChatApp } from "./create-app.ts";
import { AccountCache } from "./offline/account-cache.ts";
import { registerServiceWorker } from "./offline/register-service-worker.ts";
import { createChatRouter } from "./router.ts";
import { ACCOUNT_CACHE } from "./stores/chat-port.ts";

const cache = new AccountCache();
const app = await createChatApp(createBrowserClient(cache), createChatRouter());
app.provide(ACCOUNT_CACHE, cache).mount("#app");
registerServiceWorker();
