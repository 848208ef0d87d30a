import { expect, it } from "vitest";
import type { Entry } from "../../../src/protocol/entries.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import {
  mentionsUncertain,
  summaryOf,
  withCountedMentions,
  withEntry,
  withRead,
} from "./room-summaries.ts";

const room: RoomSummary = summaryOf(
  { id: "r", name: "r", kind: "public", created_by: "ana", created_at: 1, members: 2, online: 1 },
  { seq: 10, n: 8 },
);
const base = (seq: number, n: number, by: string) => ({
  room_id: "r",
  seq,
  n,
  id: `i${seq}`,
  at: seq,
  server_id: "s",
  sender: { id: by, display_name: by },
});
const said = (seq: number, n: number, by: string, mentions?: string[]): Entry => ({
  event: "message",
  ...base(seq, n, by),
  content: `text\n${seq}`,
  ...(mentions && { mentions }),
});

it("counts messages and mentions, but no reaction, edit or member", () => {
  let now = withEntry(room, said(11, 9, "ana", ["me"]), "me");
  now = withEntry(
    now,
    { event: "reaction", ...base(12, 9, "ana"), target: 11, emoji: "👍", on: true },
    "me",
  );
  now = withEntry(
    now,
    {
      event: "member",
      ...base(13, 9, "bo"),
      change: "joined",
      user: { id: "bo", display_name: "" },
    },
    "me",
  );
  expect(now).toMatchObject({ unread: 1, unread_mentions: 1, members: 3, tip: { seq: 13, n: 9 } });
  expect(now.last_message?.excerpt).toBe("text 11");
});

it("is read by sending, and by a read mark that never moves back", () => {
  const unread = withEntry(room, said(11, 9, "ana", ["me"]), "me");
  expect(withEntry(unread, said(12, 10, "me"), "me")).toMatchObject({
    unread: 0,
    unread_mentions: 0,
    read: { seq: 12, n: 10 },
  });
  const read = withRead(unread, { seq: 11, n: 9 });
  expect(read).toMatchObject({ unread: 0, unread_mentions: 0 });
  expect(withRead(read, { seq: 10, n: 8 })).toBe(read);
});

it("takes an entry once", () => {
  const once = withEntry(room, said(11, 9, "ana"), "me");
  expect(withEntry(once, said(11, 9, "ana"), "me")).toBe(once);
});

it("follows edits and deletes of the last message", () => {
  const last = withEntry(room, said(11, 9, "ana", ["me"]), "me");
  const edited = withEntry(
    last,
    { event: "edit", ...base(12, 9, "ana"), target: 11, content: "new" },
    "me",
  );
  expect(edited.last_message?.excerpt).toBe("new");
  const remove: Entry = { event: "delete", ...base(13, 9, "ana"), target: 11 };
  expect(withEntry(edited, remove, "me").last_message?.excerpt).toBe("");
  expect(mentionsUncertain(edited, remove)).toBe(true);
  expect(mentionsUncertain(room, remove)).toBe(false);
});

it("takes the server's count of mentions where both know the same entries and the same mark", () => {
  const now = withEntry(room, said(11, 9, "ana", ["me"]), "me");
  const counted = { tip: now.tip, read: now.read, unread_mentions: 0 };
  expect(withCountedMentions(now, counted)).toEqual({ ...now, unread_mentions: 0 });
  const later = withEntry(now, said(12, 10, "ana", ["me"]), "me");
  expect(withCountedMentions(later, counted)).toBeUndefined();
  expect(withCountedMentions(room, counted)).toBeUndefined();
  expect(withCountedMentions(withRead(now, now.tip), counted)).toBeUndefined();
});
