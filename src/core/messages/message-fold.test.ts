import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EntryPayload, EntryRecord, ReactionTally } from "../../ports/store/log.ts";
import { foldContents, foldMessages } from "./message-fold.ts";

const USERS = ["ada", "ben", "cleo"];
const ofFirst: ReactionTally = { target: 1, emoji: "👍", count: 2, own: true };

/** One log of a room: payloads of whoever, at the seqs in which they stand. */
const toLog = (lines: readonly { readonly by: string; readonly payload: EntryPayload }[]) =>
  lines.map(({ by, payload }, index): EntryRecord => {
    const n = lines.slice(0, index + 1).filter((line) => line.payload.event === "message").length;
    const seq = index + 1;
    return {
      roomId: "r",
      seq,
      n,
      id: `id-${seq}`,
      cid: `cid-${seq}`,
      senderId: by,
      at: 1_000 + seq,
      serverId: "s",
      erased: false,
      payload,
    };
  });

const MESSAGES = 3;
const target = fc.integer({ min: 1, max: MESSAGES });
const change: fc.Arbitrary<EntryPayload> = fc.oneof(
  fc.record({ event: fc.constant("edit" as const), target, content: fc.string({ minLength: 1 }) }),
  fc.record({ event: fc.constant("delete" as const), target }),
);
/** Three messages, and then anything about them in any order. */
const logs = fc
  .array(fc.record({ by: fc.constantFrom(...USERS), payload: change }), { maxLength: 30 })
  .map((changes) => [
    ...Array.from({ length: MESSAGES }, (_, index) => ({
      by: "ada",
      payload: { event: "message" as const, content: `message ${index + 1}`, mentions: ["ben"] },
    })),
    ...changes,
  ]);

const fold = (log: readonly EntryRecord[], reactions: readonly ReactionTally[] = []) => {
  const messages = log.filter(({ payload }) => payload.event === "message");
  const changes = log.filter(({ payload }) => "target" in payload);
  const senderOf = (id: string) => ({ id, display_name: id });
  return {
    views: foldMessages({ messages, changes, reactions }, { senderOf, replied: new Map() }),
    contents: foldContents({ messages, changes }),
  };
};

describe("the fold of a log", () => {
  test("shows the last edit before a delete, and nothing of what was deleted", () => {
    fc.assert(
      fc.property(logs, (lines) => {
        const log = toLog(lines);
        const { views, contents } = fold(log, [ofFirst]);
        expect(views.map(({ seq }) => seq)).toEqual([1, 2, 3]);
        for (const view of views) {
          const about = log.filter(
            ({ payload }) => "target" in payload && payload.target === view.seq,
          );
          const isDeleted = about.some(({ payload }) => payload.event === "delete");
          if (isDeleted) {
            expect(view).toMatchObject({ deleted: true, reactions: [] });
            expect(view).not.toHaveProperty("content");
            expect(view).not.toHaveProperty("edited_at");
            expect(view).not.toHaveProperty("mentions");
            expect(contents.has(view.seq)).toBe(false);
            continue;
          }
          const lastEdit = about.findLast(({ payload }) => payload.event === "edit");
          const content =
            lastEdit?.payload.event === "edit" ? lastEdit.payload.content : `message ${view.seq}`;
          expect(view.content).toBe(content);
          expect(view.edited_at).toBe(lastEdit?.at);
          expect(view.mentions).toEqual(["ben"]);
          expect(contents.get(view.seq)).toBe(content);
        }
      }),
    );
  });

  test("gives each message its reactions, in their order", () => {
    const log = toLog(
      [1, 2, 3].map(() => ({ by: "ada", payload: { event: "message", content: "x" } })),
    );
    const { views } = fold(log, [
      { target: 1, emoji: "🎉", count: 3, own: false },
      ofFirst,
      { target: 3, emoji: "🎉", count: 1, own: true },
    ]);
    expect(views.map(({ reactions }) => reactions)).toEqual([
      [
        { emoji: "🎉", count: 3, me: false },
        { emoji: "👍", count: 2, me: true },
      ],
      [],
      [{ emoji: "🎉", count: 1, me: true }],
    ]);
  });

  test("says of a message that the store has erased what the delete says", () => {
    const [message] = toLog([{ by: "ada", payload: { event: "message" } }]);
    if (message === undefined) throw new Error("no message");
    const { views, contents } = fold([{ ...message, erased: true }]);
    expect(views[0]).toMatchObject({ deleted: true, reactions: [] });
    expect(contents.size).toBe(0);
  });
});
