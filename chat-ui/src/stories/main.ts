import { h } from "vue";
import { createMemoryHistory } from "vue-router";
import { createChatApp } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "./fake-chat.ts";
import { GUEST, ME } from "./fixtures.ts";
import StoryPage from "./StoryPage.vue";

/**
 * Served by the dev server only, and used by the screenshot tests: components in each of their states
 * (/stories.html?story=messages), or the app on a client of its own making, in the state that the address
 * asks for (/stories.html?scene&room=r-platform&state=offline&user=guest). Without either, a list of all.
 */
const asked = new URLSearchParams(location.search);
const chat = new FakeChat(asked.get("user") === "guest" ? GUEST : ME);
const router = createChatRouter(createMemoryHistory());

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
};

const showScene = async (): Promise<void> => {
  if (asked.get("state") === "anonymous") {
    Object.assign(chat.session, { resume: async () => undefined });
  }
  const room = asked.get("room");
  await router.push(room === null ? "/" : `/r/${room}`);
  (await createChatApp(chat, router)).mount("#app");
  setTimeout(() => STATES[asked.get("state") ?? ""]?.(), 600);
  // For the tests that measure: they let others write.
  Object.assign(window, { fakeChat: chat });
};

const showStory = async (): Promise<void> => {
  const story = asked.get("story") ?? undefined;
  (await createChatApp(chat, router, { render: () => h(StoryPage, { story }) })).mount("#app");
};

await (asked.has("scene") || asked.has("room") ? showScene() : showStory());
