import { expect, it } from "vitest";
import { documentTitle, unreadCount, unreadTotals } from "./unread.ts";

it("counts muted rooms by their mentions only", () => {
  expect(
    unreadTotals([
      { unread: 3, unread_mentions: 1 },
      { unread: 40, unread_mentions: 2, muted: true },
      { unread: 0, unread_mentions: 0 },
    ]),
  ).toEqual({ rooms: 1, messages: 3, mentionsInMuted: 2 });
});

it("adds what a muted room mentions to what is unread elsewhere", () => {
  const totals = unreadTotals([
    { unread: 2, unread_mentions: 1 },
    { unread: 9, unread_mentions: 1, muted: true },
  ]);
  expect(unreadCount(totals)).toBe(3);
  expect(documentTitle(totals, "lobby")).toBe("(3) lobby · Crosstalk");
});

it("puts the count and the room into the title", () => {
  expect(documentTitle({ rooms: 0, messages: 0, mentionsInMuted: 0 }, undefined)).toBe("Crosstalk");
  expect(documentTitle({ rooms: 1, messages: 3, mentionsInMuted: 0 }, "lobby")).toBe(
    "(3) lobby · Crosstalk",
  );
  expect(documentTitle({ rooms: 1, messages: 300, mentionsInMuted: 0 }, undefined)).toBe(
    "(99+) Crosstalk",
  );
});
