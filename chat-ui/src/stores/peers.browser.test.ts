import { expect, it, vi } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { COMPANY, ME, NOW, ROOMS } from "../stories/fixtures.ts";
import { usePeers } from "./peers.ts";
import { usePresence } from "./presence.ts";

const idOf = (index: number): string => `r-direct-${index}`;
/** The first was written in last. */
const directs: RoomSummary[] = Array.from({ length: 52 }).flatMap((_, i) =>
  ROOMS.filter(({ id }) => id === "r-ana").map((room) => ({
    ...room,
    id: idOf(i),
    peer: { id: `u-${i}`, display_name: `User ${i}` },
    last_message: { seq: 1, sender: room.peer ?? ME, excerpt: "…", at: NOW - i * 1_000 },
  })),
);

it("watches the direct rooms that were used last, and the open one", async () => {
  const chat = new FakeChat(ME, { ...COMPANY, rooms: directs, history: new Map() });
  const watched = new Set<string>();
  const open = chat.openRoom.bind(chat);
  vi.spyOn(chat, "openRoom").mockImplementation((id) => {
    watched.add(id);
    return open(id);
  });
  vi.spyOn(chat, "closeRoom").mockImplementation(async (id) => {
    watched.delete(id);
  });
  const { peers, presence } = createApp({})
    .use(chatPlugin(chat, createChatRouter(createMemoryHistory())))
    .runWithContext(() => ({ peers: usePeers(), presence: usePresence() }));
  await chat.start();
  await expect.poll(() => watched.size).toBe(50);
  expect(watched.has(idOf(50))).toBe(false);

  // Somebody of long ago writes: the one who was heard of last but fifty goes.
  chat.receive(idOf(50), "long time no see");
  await expect.poll(() => watched.has(idOf(50))).toBe(true);
  expect(watched.has(idOf(49))).toBe(false);
  expect(peers.watches(idOf(49))).toBe(false);
  expect(peers.stateOf("u-49")).toBeUndefined();

  // But for the open one, which is looked at until it is left.
  await presence.enter(idOf(48));
  chat.receive(idOf(51), "hello again");
  await expect.poll(() => watched.has(idOf(51))).toBe(true);
  expect(watched.has(idOf(48))).toBe(true);
  await presence.enter(undefined);
  await expect.poll(() => watched.has(idOf(48))).toBe(false);
  expect(watched.size).toBe(50);
});
