import { createMemoryHistory, createRouter } from "vue-router";
import { createChatApp } from "../create-app.ts";
import ChatPage from "../pages/ChatPage.vue";
import InvitePage from "../pages/InvitePage.vue";
import SignInPage from "../pages/SignInPage.vue";
import { FakeChat } from "./fake-chat.ts";
import { GUEST, ME } from "./fixtures.ts";

/**
 * The app on a client of its own making, in the state that the address asks for:
 * /stories.html?room=r-platform&state=offline&user=guest. Served by the dev server only.
 */
const asked = new URLSearchParams(location.search);
const chat = new FakeChat(asked.get("user") === "guest" ? GUEST : ME);

const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: "/", name: "home", component: ChatPage },
    { path: "/r/:roomId/:seq(\\d+)?", name: "room", component: ChatPage },
    { path: "/invite/:code", name: "invite", component: InvitePage },
    { path: "/sign-in", name: "sign-in", component: SignInPage },
  ],
});
const room = asked.get("room");

const STATES: Readonly<Record<string, () => void>> = {
  offline: () => {
    chat.setState({ status: "waiting", attempt: 2, retryAt: Date.now() + 12_000, reason: "lost" });
    chat.hold({ room_id: "r-platform", content: "This waits for the network.", state: "queued" });
    chat.hold({ room_id: "r-platform", content: "And so does this.", state: "queued" });
  },
  refused: () =>
    chat.hold({
      room_id: "r-platform",
      content: "A message that the server would not take",
      state: "refused",
      refused: { code: "forbidden", message: "you were muted in this room" },
    }),
  typing: () => {
    chat.typist("r-platform", 1);
    chat.typist("r-platform", 2);
  },
  ended: () => chat.setState({ status: "closed", attempt: 0, reason: "unauthenticated" }),
  anonymous: () => undefined,
};
if (asked.get("state") === "anonymous") {
  Object.assign(chat.session, { resume: async () => undefined });
}

await router.push(room === null ? "/" : `/r/${room}`);
(await createChatApp(chat, router)).mount("#app");
setTimeout(() => STATES[asked.get("state") ?? ""]?.(), 600);
// For the tests that measure: they let others write.
Object.assign(window, { fakeChat: chat });
