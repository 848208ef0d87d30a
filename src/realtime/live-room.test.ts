import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Meter } from "../core/stats/meter.ts";
import type { PublishedEntry } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import { Flusher } from "./flusher.ts";
import { LiveRoom } from "./live-room.ts";

const entry = (seq: number): PublishedEntry => ({ seq, n: seq, json: `${seq}` });

/** Only turn ends are needed, and they are called by hand. */
const clock: Clock = {
  now: () => 0,
  monotonic: () => 0,
  after: () => ({ cancel: () => {} }),
  every: () => ({ cancel: () => {} }),
  turnEnd: () => {},
};

const openRoom = (tip?: number) => {
  const room = new LiveRoom("r", new Flusher(clock, new Meter()), {
    delivered: () => {},
    gap: () => {},
  });
  if (tip !== undefined) room.begin({ seq: tip, n: tip, floor: 1 });
  return room;
};

/** What the room took in, in its order: the ring is as long as the runs here. */
const taken = (room: LiveRoom, after: number): number[] =>
  room.ring.after(after, 1_000)?.map(({ seq }) => seq) ?? [];

/** Entries 1…count in batches, shuffled, some more than once. */
const arrivals = fc.integer({ min: 1, max: 60 }).chain((count) =>
  fc.tuple(
    fc.constant(count),
    fc.shuffledSubarray(
      Array.from({ length: 2 * count }, (_, i) => (i % count) + 1),
      { minLength: 0, maxLength: 2 * count },
    ),
  ),
);

describe("a live room", () => {
  test("takes every entry once and in order, whatever repeats, lacks or comes early", () => {
    fc.assert(
      fc.property(arrivals, ([count, order]) => {
        const room = openRoom(0);
        for (const seq of order) room.deliver([entry(seq)]);
        const arrived = new Set(order);
        let complete = 0;
        while (arrived.has(complete + 1)) complete += 1;
        expect(room.accepted.seq).toBe(complete);
        if (complete > 0) expect(taken(room, 0)).toEqual(range(1, complete));
        expect(room.hasGap).toBe(order.some((seq) => seq > complete));
        // The log closes every gap.
        room.deliver(range(1, count).map(entry));
        expect(taken(room, 0)).toEqual(range(1, count));
        expect(room.hasGap).toBe(false);
        expect(room.early).toBe(0);
      }),
    );
  });

  test("sorts out what arrived while it was being opened", () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 60 }), ([, order], tip) => {
        const room = openRoom();
        for (const seq of order) room.deliver([entry(seq)]);
        expect(room.opening).toBe(true);
        room.begin({ seq: tip, n: tip, floor: 1 });
        let complete = tip;
        while (order.includes(complete + 1)) complete += 1;
        expect(room.accepted.seq).toBe(complete);
        if (complete > tip) expect(taken(room, tip)).toEqual(range(tip + 1, complete));
      }),
    );
  });

  test("knows of a gap even where the reorder buffer has no room left", () => {
    const room = openRoom(0);
    for (const seq of range(2, 1_000)) room.deliver([entry(seq)]);
    expect(room.early).toBeLessThanOrEqual(256);
    room.deliver(range(1, 300).map(entry));
    expect(room.accepted.seq).toBe(300);
    expect(room.hasGap).toBe(true);
  });

  test("shows a tip only once its entries are on their way", () => {
    const room = openRoom(4);
    room.deliver([entry(5), entry(6)]);
    expect(room.tip.seq).toBe(4);
    room.flush();
    expect(room.tip).toEqual({ seq: 6, n: 6 });
  });

  test("keeps a page of the store that leads up to what it has, and no other", () => {
    const room = openRoom(4);
    const { version } = room.ring;
    room.keep(range(1, 3).map(entry), version);
    expect(taken(room, 2)).toEqual([]);
    room.keep([], version);
    room.keep(range(2, 6).map(entry), version);
    expect(taken(room, 1)).toEqual([2, 3, 4]);
    room.deliver([entry(5)]);
    expect(taken(room, 1)).toEqual([2, 3, 4, 5]);
    room.keep([entry(1)], version);
    expect(taken(room, 0)).toEqual([1, 2, 3, 4, 5]);
  });

  test("keeps nothing that retention has removed, and no page with a hole", () => {
    const room = openRoom(6);
    const { version } = room.ring;
    room.keep([1, 2, 4, 5, 6].map(entry), version);
    expect(room.ring.size).toBe(0);
    room.raise(3);
    room.keep(range(1, 6).map(entry), version);
    expect(room.ring.first).toBe(3);
    room.hear({ seq: 6, floor: 5 });
    expect(taken(room, 4)).toEqual([5, 6]);
    room.raise(2);
    expect(room.floor).toBe(5);
  });

  test("keeps no page that was read before something in it was deleted, or while it is opened", () => {
    const room = openRoom(4);
    const { version } = room.ring;
    room.deliver([{ ...entry(5), rewrites: 2 }]);
    room.keep(range(1, 4).map(entry), version);
    expect(room.ring.after(3, 10)).toBeUndefined();
    const opening = openRoom();
    opening.keep([entry(1)], opening.ring.version);
    opening.begin({ seq: 0, n: 0, floor: 1 });
    expect(opening.ring.size).toBe(0);
  });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
