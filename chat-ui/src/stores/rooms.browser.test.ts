import { expect, it, vi } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import type { Room } from "../../../src/protocol/rooms.ts";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { useRooms } from "./rooms.ts";

const ROOM = "r-standup";

it("takes of a card that comes late only what nobody told since", async () => {
  const chat = new FakeChat();
  const app = createApp({}).use(chatPlugin(chat, createChatRouter(createMemoryHistory())));
  const rooms = app.runWithContext(() => useRooms());
  await chat.start();
  const before = rooms.get(ROOM);
  const answers = ["room", "updateMyMembership"].map((name) => ({
    name,
    answer: Promise.withResolvers<{ room: Partial<Room> }>(),
  }));
  vi.spyOn(chat.rest, "call").mockImplementation(
    ((name: string) =>
      answers.find((one) => one.name === name)?.answer.promise) as typeof chat.rest.call,
  );

  const refreshed = rooms.refreshCard(ROOM);
  const muted = rooms.setMine(ROOM, { muted: true });
  answers[1]?.answer.resolve({ room: { ...before, muted: true } });
  await muted;
  expect(rooms.get(ROOM)?.muted).toBe(true);
  chat.emit("presence", { event: "presence", room_id: ROOM, online: 99, joined: [], left: [] });
  answers[0]?.answer.resolve({ room: { ...before, muted: false, online: 1, topic: "news" } });
  await refreshed;
  expect(rooms.get(ROOM)).toMatchObject({ muted: true, online: 99, topic: "news" });
});
