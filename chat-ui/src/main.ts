import { ChatClient } from "../../src/client/chat-client.ts";
import { createChatApp } from "./create-app.ts";
import { createChatRouter } from "./router.ts";

const chat = new ChatClient({ url: location.origin });

// After sleep, or in a page that comes back, a dead socket may still look alive.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") chat.probe();
});

createChatApp(chat, createChatRouter()).mount("#app");
