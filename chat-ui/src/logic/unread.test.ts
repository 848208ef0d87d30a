import { expect, it } from "vitest";
import { documentTitle, unreadTotals } from "./unread.ts";

it("counts muted rooms by their mentions only", () => {
  expect(
    unreadTotals([
      { unread: 3, unread_mentions: 1 },
      { unread: 40, unread_mentions: 2, muted: true },
      { unread: 0, unread_mentions: 0 },
    ]),
  ).toEqual({ rooms: 1, messages: 3, mentions: 3 });
});

it("puts the count and the room into the title", () => {
  expect(documentTitle({ rooms: 0, messages: 0, mentions: 0 }, undefined)).toBe("Crosstalk");
  expect(documentTitle({ rooms: 1, messages: 3, mentions: 0 }, "lobby")).toBe(
    "(3) lobby · Crosstalk",
  );
  expect(documentTitle({ rooms: 1, messages: 300, mentions: 0 }, undefined)).toBe(
    "(99+) Crosstalk",
  );
});
