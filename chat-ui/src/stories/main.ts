import { h } from "vue";
import { createMemoryHistory } from "vue-router";
import { createChatApp } from "../create-app.ts";
import { loadLateMessages } from "../i18n/i18n.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "./fake-chat.ts";
import { GUEST, ME } from "./fixtures.ts";
import StoryPage from "./StoryPage.vue";
import { pathOf, STATES } from "./scenes.ts";

/**
 * Served by the dev server only, and used by the screenshot tests: components in each of their states
 * (/stories.html?story=messages), or the app on a client of its own making, in the state that the address
 * asks for (/stories.html?scene&room=r-platform&state=offline&user=guest). Without either, a list of all.
 */
const asked = new URLSearchParams(location.search);
const chat = new FakeChat(asked.get("user") === "guest" ? GUEST : ME);
const router = createChatRouter(createMemoryHistory());

const showScene = async (): Promise<void> => {
  if (asked.get("state") === "anonymous") {
    Object.assign(chat.session, { resume: async () => undefined });
  }
  await router.push(pathOf(asked));
  (await createChatApp(chat, router)).mount("#app");
  setTimeout(() => STATES[asked.get("state") ?? ""]?.(chat), 600);
  // For the tests that measure: they let others write.
  Object.assign(window, { fakeChat: chat });
};

const showStory = async (): Promise<void> => {
  const story = asked.get("story") ?? undefined;
  await loadLateMessages();
  (await createChatApp(chat, router, { render: () => h(StoryPage, { story }) })).mount("#app");
};

await (asked.has("scene") || asked.has("room") ? showScene() : showStory());
