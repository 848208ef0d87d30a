import { expect, test } from "vitest";
import type { RoomSummary } from "../protocol/rooms.ts";
import { Ring } from "./ring.ts";
import { summaryAt } from "./summary-at.ts";

const summary: RoomSummary = {
  ...{ id: "r", name: "r", kind: "public", created_by: "ana", created_at: 1, members: 2 },
  ...{ online: 1, tip: { seq: 10, n: 8 }, read: { seq: 7, n: 6 }, unread: 2, unread_mentions: 1 },
};

/** After seq 10 and n 8: the message of each sender, with the mention of somebody or of nobody. */
const ringOf = (...said: readonly (readonly [sender: string, mentions?: string])[]): Ring => {
  const ring = new Ring(64);
  for (const [i, [sender, mentions]] of said.entries()) {
    const [seq, n] = [11 + i, 9 + i];
    const named = mentions === undefined ? {} : { mentions: [mentions] };
    const entry = { event: "message", seq, n, sender: { id: sender }, ...named };
    ring.push({ seq, n, json: JSON.stringify(entry) });
  }
  return ring;
};

test("at the store's own tip it is as the store says", () => {
  expect(summaryAt({ seq: 10, n: 8 }, summary, new Ring(64), "me")).toEqual(summary);
});

test("what came since counts: messages, and mentions of oneself alone", () => {
  const ring = ringOf(["ana", "me"], ["ana", "bo"], ["bo"]);
  expect(summaryAt({ seq: 13, n: 11 }, summary, ring, "me")).toEqual({
    ...summary,
    ...{ tip: { seq: 13, n: 11 }, unread: 5, unread_mentions: 2 },
  });
});

test("an own message has read all before it", () => {
  const ring = ringOf(["ana", "me"], ["me"], ["ana", "me"]);
  expect(summaryAt({ seq: 13, n: 11 }, summary, ring, "me")).toEqual({
    ...summary,
    ...{ tip: { seq: 13, n: 11 }, read: { seq: 12, n: 10 }, unread: 1, unread_mentions: 1 },
  });
});

test("what has not arrived yet is not counted, nor what the ring no longer holds", () => {
  expect(summaryAt({ seq: 9, n: 7 }, summary, new Ring(64), "me")).toMatchObject({ unread: 1 });
  expect(summaryAt({ seq: 20, n: 18 }, summary, new Ring(64), "me")).toMatchObject({
    ...{ tip: { seq: 20, n: 18 }, unread: 12, unread_mentions: 1 },
  });
});
