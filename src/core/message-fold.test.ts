import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EntryPayload, EntryRecord } from "../ports/store/log.ts";
import { foldContents, foldMessages } from "./message-fold.ts";

const USERS = ["ada", "ben", "cleo"];
const EMOJI = ["👍", "🎉"];

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
  fc.record({
    event: fc.constant("reaction" as const),
    target,
    emoji: fc.constantFrom(...EMOJI),
    on: fc.boolean(),
  }),
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

const fold = (log: readonly EntryRecord[], viewerId = "ada") => {
  const messages = log.filter(({ payload }) => payload.event === "message");
  const changes = log.filter(({ payload }) => "target" in payload);
  const senderOf = (id: string) => ({ id, display_name: id });
  return {
    views: foldMessages(messages, changes, { viewerId, senderOf, replied: new Map() }),
    contents: foldContents(messages, changes),
  };
};

describe("the fold of a log", () => {
  test("shows the last edit before a delete, and nothing of what was deleted", () => {
    fc.assert(
      fc.property(logs, fc.constantFrom(...USERS), (lines, viewer) => {
        const log = toLog(lines);
        const { views, contents } = fold(log, viewer);
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

  test("counts each user's last word on each emoji", () => {
    fc.assert(
      fc.property(logs, fc.constantFrom(...USERS), (lines, viewer) => {
        const log = toLog(lines);
        for (const view of fold(log, viewer).views.filter(({ deleted }) => deleted !== true)) {
          for (const emoji of EMOJI) {
            const who = USERS.filter((user) => {
              const last = log.findLast(
                ({ payload, senderId }) =>
                  payload.event === "reaction" &&
                  payload.target === view.seq &&
                  payload.emoji === emoji &&
                  senderId === user,
              );
              return last?.payload.event === "reaction" && last.payload.on;
            });
            const shown = view.reactions.find((reaction) => reaction.emoji === emoji);
            if (who.length === 0) expect(shown).toBeUndefined();
            else expect(shown).toEqual({ emoji, count: who.length, me: who.includes(viewer) });
          }
        }
      }),
    );
  });

  test("says of a message that the store has erased what the delete says", () => {
    const [message] = toLog([{ by: "ada", payload: { event: "message" } }]);
    if (message === undefined) throw new Error("no message");
    const { views, contents } = fold([{ ...message, erased: true }]);
    expect(views[0]).toMatchObject({ deleted: true, reactions: [] });
    expect(contents.size).toBe(0);
  });
});
