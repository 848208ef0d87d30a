import { describe, expect, it } from "vitest";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { neighbour, roomSections } from "./room-list.ts";

const room = (id: string, at: number, more: Partial<RoomSummary> = {}): RoomSummary => ({
  id,
  name: id,
  kind: "public",
  created_by: "u1",
  created_at: at,
  members: 1,
  online: 0,
  tip: { seq: 0, n: 0 },
  read: { seq: 0, n: 0 },
  unread: 0,
  unread_mentions: 0,
  ...more,
});

const ids = (sections: ReturnType<typeof roomSections>): string[][] =>
  sections.map((section) => section.rooms.map((r) => r.id));

describe("roomSections", () => {
  it("puts pinned ones of every kind first, direct rooms last, each by activity", () => {
    const rooms = [room("a", 1), room("b", 3), room("c", 2, { pinned: true })];
    rooms.push(room("d", 9, { kind: "direct" }), room("e", 8, { kind: "direct", pinned: true }));
    expect(ids(roomSections(rooms, undefined))).toEqual([["e", "c"], ["b", "a"], ["d"]]);
  });

  it("keeps a frozen order under the pointer", () => {
    const rooms = [room("a", 1), room("b", 3), room("new", 2)];
    expect(ids(roomSections(rooms, ["a", "b"]))).toEqual([["new", "a", "b"]]);
  });
});

describe("neighbour", () => {
  const ordered = [room("a", 1), room("b", 2, { unread: 2 }), room("c", 3)];

  it("wraps around", () => {
    expect(neighbour(ordered, "c", 1, false)?.id).toBe("a");
    expect(neighbour(ordered, "a", -1, false)?.id).toBe("c");
    expect(neighbour(ordered, undefined, 1, false)?.id).toBe("a");
    expect(neighbour(ordered, undefined, -1, false)?.id).toBe("c");
  });

  it("skips what is read when asked to", () => {
    expect(neighbour(ordered, "c", 1, true)?.id).toBe("b");
    expect(neighbour(ordered, "b", 1, true)).toBeUndefined();
    expect(neighbour([], undefined, 1, true)).toBeUndefined();
  });
});
