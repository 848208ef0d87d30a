import { expect, it } from "vitest";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { withEntry, withRead } from "./room-summaries.ts";
import {
  countedFrom,
  isReadBeyond,
  parseUnreadMark,
  unreadMarkOn,
  withUnreadMark,
} from "./unread-mark.ts";

const ME = "me";
const ANA = "ana";

/** Ten messages at every second seq: an event stands between each two; the third and the sixth are one's own. */
const MESSAGES = Array.from({ length: 10 }, (_, i) => ({
  seq: 2 * (i + 1),
  n: i + 1,
  sender: { id: i === 2 || i === 5 ? ME : ANA, display_name: "" },
  ...(i === 3 && { mentions: [ME] }),
}));

const room = (read: number): RoomSummary => ({
  id: "r",
  name: "room",
  kind: "public",
  created_by: ANA,
  created_at: 0,
  members: 2,
  online: 1,
  tip: { seq: 21, n: 10 },
  read: { seq: read, n: Math.floor(read / 2) },
  unread: 10 - Math.floor(read / 2),
  unread_mentions: 0,
});

const markAt = (index: number, read: number) => {
  const message = MESSAGES[index] ?? { seq: 0, n: 0 };
  const counted = countedFrom(MESSAGES, message.seq, read, ME);
  return unreadMarkOn(message, { seq: 21 }, counted);
};

it("counts what others wrote from the message on: no events, and nothing of one's own", () => {
  expect(withUnreadMark(room(21), markAt(9, 21))).toMatchObject({ unread: 1, unread_mentions: 0 });
  expect(withUnreadMark(room(21), markAt(4, 21))).toMatchObject({ unread: 5, unread_mentions: 0 });
  expect(withUnreadMark(room(21), markAt(1, 21))).toMatchObject({
    unread: 7,
    unread_mentions: 1,
    read: { seq: 3 },
  });
});

it("on one's own message begins with what others wrote after it", () => {
  expect(withUnreadMark(room(21), markAt(5, 21)).unread).toBe(4);
});

it("counts on with what comes", () => {
  const mark = markAt(8, 21);
  const comes = {
    event: "message",
    room_id: "r",
    id: "i",
    at: 1,
    server_id: "s",
    seq: 22,
    n: 11,
    sender: { id: ANA, display_name: "" },
    content: "more",
  } as const;
  expect(withUnreadMark(withEntry(room(21), comes, ME), mark).unread).toBe(3);
});

it("leaves to the server the mentions that it still counts as unread", () => {
  const read = { ...room(6), unread_mentions: 1 };
  expect(withUnreadMark(read, markAt(1, 6)).unread_mentions).toBe(1);
});

it("is over once more was read than there was, by writing too", () => {
  const mark = markAt(8, 21);
  expect(isReadBeyond(room(21), mark)).toBe(false);
  expect(
    isReadBeyond(withRead({ ...room(21), tip: { seq: 22, n: 11 } }, { seq: 22, n: 11 }), mark),
  ).toBe(true);
});

it("is read back as it was kept, and nothing else is", () => {
  const mark = markAt(3, 21);
  expect(parseUnreadMark(JSON.stringify(mark))).toEqual(mark);
  for (const kept of [null, "", "7", "{}", '{"seq":1,"n":"2","upTo":3,"mentions":0}']) {
    expect(parseUnreadMark(kept)).toBeUndefined();
  }
});
