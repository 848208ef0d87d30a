import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../protocol/entries.ts";
import { RoomCursor } from "./room-cursor.ts";

const entry = (seq: number): Entry => ({
  event: "message",
  room_id: "r",
  seq,
  n: seq,
  id: `e${seq}`,
  cid: `c${seq}`,
  at: seq,
  server_id: "s",
  sender: { id: "u", display_name: "U" },
  content: "hi",
});

const run = (cursor: RoomCursor, seqs: readonly number[]): number[] => {
  const applied: number[] = [];
  for (const seq of seqs) cursor.accept(entry(seq), (next) => applied.push(next.seq));
  return applied;
};

describe("the cursor of a room", () => {
  it("applies each entry once and in order, however they are shuffled and repeated", () => {
    const arrivals = fc
      .tuple(fc.nat({ max: 1_000 }), fc.integer({ min: 1, max: 60 }))
      .chain(([start, count]) => {
        const seqs = Array.from({ length: count }, (_, i) => start + 1 + i);
        const repeats = fc.array(fc.constantFrom(...seqs), { maxLength: 30 });
        return fc.record({
          start: fc.constant(start),
          count: fc.constant(count),
          order: repeats.chain((again) =>
            fc.shuffledSubarray([...seqs, ...again], {
              minLength: count + again.length,
              maxLength: count + again.length,
            }),
          ),
        });
      });
    fc.assert(
      fc.property(arrivals, ({ start, count, order }) => {
        const cursor = new RoomCursor(start);
        expect(run(cursor, order)).toEqual(Array.from({ length: count }, (_, i) => start + 1 + i));
        expect(cursor.seq).toBe(start + count);
        expect(cursor.gap).toBe(false);
      }),
    );
  });

  it("never steps over what is missing, and says so", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (seqs) => {
        const cursor = new RoomCursor(0);
        const applied = run(cursor, seqs);
        let prefix = 0;
        while (seqs.includes(prefix + 1)) prefix++;
        expect(applied).toEqual(Array.from({ length: prefix }, (_, i) => i + 1));
        expect(cursor.gap).toBe(seqs.some((seq) => seq > prefix));
      }),
    );
  });

  it("holds a bounded number of early entries", () => {
    const cursor = new RoomCursor(0);
    run(
      cursor,
      Array.from({ length: 5_000 }, (_, i) => i + 2),
    );
    expect(run(cursor, [1]).length).toBe(1_001);
    expect(cursor.gap).toBe(false);
  });

  it("forgets what it held at a reset", () => {
    const cursor = new RoomCursor(0);
    run(cursor, [5, 6]);
    cursor.reset(4);
    expect(cursor.gap).toBe(false);
    expect(run(cursor, [3, 4, 5])).toEqual([5]);
  });
});
