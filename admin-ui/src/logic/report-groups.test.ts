import { expect, it } from "vitest";
import type { Report } from "../../../src/protocol/admin-entities.ts";
import { groupedReports } from "./report-groups.ts";

const report = (
  id: string,
  seq: number,
  created_at: number,
  more: Partial<Report> = {},
): Report => ({
  id,
  room_id: "room",
  seq,
  reason: "Spam",
  reporter: { id: "u", kind: "member", display_name: "U", role: "user", created_at: 0 },
  status: "open",
  created_at,
  ...more,
});

it("makes one of the reports of a message, led by the oldest", () => {
  const groups = groupedReports([report("c", 7, 30), report("b", 9, 20), report("a", 7, 10)]);
  expect(groups.map(({ key, oldest, count }) => [key, oldest.id, count])).toEqual([
    ["room 7", "a", 2],
    ["room 9", "b", 1],
  ]);
});

it("counts open ones on other pages too", () => {
  expect(groupedReports([report("a", 7, 10, { same_message: 5 })])[0]?.count).toBe(5);
  expect(groupedReports([])).toEqual([]);
});

it("keeps the messages of different rooms apart", () => {
  const groups = groupedReports([report("a", 7, 10), report("b", 7, 11, { room_id: "other" })]);
  expect(groups).toHaveLength(2);
});
