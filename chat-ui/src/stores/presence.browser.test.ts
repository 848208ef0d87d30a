import { expect, it } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { usePresence } from "./presence.ts";

const ROOM = "r-platform";
const named = Array.from({ length: LIMITS.presenceUsers }, (_, i) => ({
  id: `n${i}`,
  display_name: `N ${i}`,
}));

const setUp = async (online: number) => {
  const chat = new FakeChat();
  const app = createApp({}).use(chatPlugin(chat, createChatRouter(createMemoryHistory())));
  const presence = app.runWithContext(() => usePresence());
  await presence.enter(ROOM);
  chat.emit("presence_state", { event: "presence_state", room_id: ROOM, online, users: named });
  return { chat, presence };
};

it("takes nobody for absent who was not named among very many", async () => {
  const { chat, presence } = await setUp(named.length + 1);
  expect(presence.isOnline("n0")).toBe(true);
  expect(presence.isOnline("other")).toBeUndefined();
  chat.emit("presence", {
    event: "presence",
    room_id: ROOM,
    online: named.length,
    joined: [],
    left: ["other"],
  });
  expect(presence.isOnline("other")).toBe(false);
});

it("takes who was not named for absent where all were", async () => {
  const { presence } = await setUp(named.length);
  expect(presence.isOnline("other")).toBe(false);
});
