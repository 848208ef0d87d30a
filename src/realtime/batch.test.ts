import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { targetOf } from "../core/messages/change-decision.ts";
import type { EntryPayload } from "../ports/store/log.ts";
import { BATCH_ENTRIES, judge, takeBatch, type Waiting } from "./batch.ts";

const waiting = (roomId: string, payload: EntryPayload): Waiting => ({
  draft: { roomId, cid: undefined, sender: { id: "u", display_name: "U" }, payload },
  settle: () => {},
  withdrawn: false,
});

const payload: fc.Arbitrary<EntryPayload> = fc.oneof(
  fc.constant<EntryPayload>({ event: "message", content: "hi" }),
  fc
    .integer({ min: 1, max: 4 })
    .map<EntryPayload>((replyTo) => ({ event: "message", content: "yes", replyTo })),
  fc
    .integer({ min: 1, max: 4 })
    .map<EntryPayload>((target) => ({ event: "edit", target, content: "no" })),
  fc.integer({ min: 1, max: 4 }).map<EntryPayload>((target) => ({ event: "delete", target })),
);
const queue = fc.array(fc.tuple(fc.constantFrom("a", "b"), payload), { maxLength: 40 });

describe("a batch", () => {
  test("is a prefix that can be judged together, and as long as it can be", () => {
    fc.assert(
      fc.property(queue, (drafts) => {
        const all = drafts.map(([roomId, said]) => waiting(roomId, said));
        const batches: Waiting[] = [];
        while (batches.length < all.length) {
          const batch = takeBatch(all, batches.length);
          expect(batch.length).toBeGreaterThan(0);
          const targets = batch.map(keyOf).filter((key) => key !== undefined);
          expect(new Set(targets).size).toBe(targets.length);
          const next = all[batches.length + batch.length];
          if (next !== undefined) expect(targets).toContain(keyOf(next));
          batches.push(...batch);
        }
        expect(batches).toEqual(all);
      }),
    );
  });

  test("has at most 256 entries", () => {
    const all = Array.from({ length: 600 }, () => waiting("a", { event: "message", content: "" }));
    expect(takeBatch(all, 0)).toHaveLength(BATCH_ENTRIES);
    expect(takeBatch(all, 512)).toHaveLength(88);
  });

  test("asks for the targets of all at once, or not at all", async () => {
    const asked: number[][] = [];
    const read = async (queries: { readonly seq: number }[]) => {
      asked.push(queries.map(({ seq }) => seq));
      return queries.map(() => undefined);
    };
    const plain = waiting("a", { event: "message", content: "" });
    await judge([plain], read);
    expect(asked).toEqual([]);
    const judged = await judge(
      [
        plain,
        waiting("a", { event: "delete", target: 7 }),
        waiting("b", { event: "delete", target: 3 }),
      ],
      read,
    );
    expect(asked).toEqual([[7, 3]]);
    expect(judged.map(({ decision }) => decision.verdict)).toEqual(["append", "refuse", "refuse"]);
  });
});

const keyOf = ({ draft }: Waiting): string | undefined => {
  const target = targetOf(draft.payload);
  return target === undefined ? undefined : `${draft.roomId} ${target}`;
};
