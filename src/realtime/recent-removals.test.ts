import { expect, test } from "vitest";
import type { Draft } from "../core/messages/room-log.ts";
import { RecentRemovals } from "./recent-removals.ts";

const draft = (roomId: string, userId: string): Draft => ({
  roomId,
  cid: undefined,
  sender: { id: userId, display_name: userId },
  payload: { event: "message", content: "hello" },
});

test("who was let in before they were shown out of a room is refused there, and who came back is not", () => {
  const removals = new RecentRemovals();
  const before = removals.moment;
  removals.fromRoom("agora", "ben");
  expect(removals.since(before, draft("agora", "ben"))).toBe(true);
  expect(removals.since(before, draft("agora", "ada"))).toBe(false);
  expect(removals.since(before, draft("cellar", "ben"))).toBe(false);
  expect(removals.since(removals.moment, draft("agora", "ben"))).toBe(false);
  const between = removals.moment;
  removals.fromRoom("agora", "ben");
  expect(removals.since(between, draft("agora", "ben"))).toBe(true);
});

test("who is shut out is refused in every room, for as long as they are", () => {
  const removals = new RecentRemovals();
  const banned = new Set(["ben"]);
  const before = removals.moment;
  removals.altogether((userId) => banned.has(userId));
  expect(removals.since(before, draft("agora", "ben"))).toBe(true);
  expect(removals.since(before, draft("agora", "ada"))).toBe(false);
  banned.clear();
  expect(removals.since(before, draft("agora", "ben"))).toBe(false);
});

test("the oldest are forgotten first", () => {
  const removals = new RecentRemovals(2);
  const before = removals.moment;
  for (const user of ["ada", "ben", "ada", "cleo"]) removals.fromRoom("agora", user);
  const refused = ["ada", "ben", "cleo"].filter((user) =>
    removals.since(before, draft("agora", user)),
  );
  expect(refused).toEqual(["ada", "cleo"]);
  expect(removals.size).toBe(2);
});
