import { expect, it } from "vitest";
import type { MessageEntry } from "../../../src/protocol/entries.ts";
import { notificationOf } from "./notification.ts";

const NOW = 1_000_000;
const entry: MessageEntry = {
  event: "message",
  room_id: "r",
  seq: 7,
  n: 7,
  id: "m7",
  cid: "c7",
  at: NOW,
  server_id: "s",
  sender: { id: "bo", display_name: "Bo" },
  content: "hello",
};
const room = { name: "lobby", kind: "public", muted: false, unread: 3 } as const;

it("names the room, how much is unread in it, and who wrote what", () => {
  expect(notificationOf(entry, room, "ana", NOW)).toEqual({
    tag: "m7",
    title: "(3) lobby",
    body: "Bo: hello",
    roomId: "r",
    seq: 7,
  });
  expect(notificationOf(entry, { ...room, kind: "direct" }, "ana", NOW)?.body).toBe("hello");
});

it("is silent about one's own, about muted rooms, and about what was missed", () => {
  expect(notificationOf(entry, room, "bo", NOW)).toBeUndefined();
  expect(notificationOf(entry, { ...room, muted: true }, "ana", NOW)).toBeUndefined();
  expect(notificationOf(entry, room, "ana", NOW + 61_000)).toBeUndefined();
});
