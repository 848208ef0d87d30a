import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock, settle } from "../../tests/client/support/manual-clock.ts";
import type { Entry } from "../protocol/entries.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { Feed, type FetchEntries } from "./feed.ts";

const entry = (seq: number, room_id = "r"): Entry => ({
  event: "message",
  room_id,
  seq,
  n: seq,
  id: `${room_id}${seq}`,
  cid: `c${seq}`,
  at: seq,
  server_id: "s",
  sender: { id: "u", display_name: "U" },
  content: "hi",
});
const mark = (seq: number) => ({ seq, n: seq });
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** A log of `tip` entries, read in pages of `page`. */
const logOf =
  (tip: () => number, page = 100): FetchEntries =>
  async (roomId, after) => ({
    entries: range(after + 1, Math.min(tip(), after + page)).map((seq) => entry(seq, roomId)),
    tip: mark(tip()),
  });

const start = (fetchEntries: FetchEntries) => {
  const clock = new ManualClock();
  const random = { fraction: () => 0.5, uuid: () => "id" };
  const reads: number[] = [];
  const feed = new Feed({
    clock,
    random,
    fetchEntries: (roomId, after) => {
      reads.push(after);
      return fetchEntries(roomId, after);
    },
  });
  const seen: number[] = [];
  const resets: number[] = [];
  feed.on("entry", (e) => seen.push(e.seq));
  feed.on("reset", (e) => resets.push(e.tip.seq));
  return { feed, clock, seen, resets, reads };
};

describe("feed", () => {
  it("closes a gap from the log, over several pages, with one read at a time", async () => {
    const { feed, seen, reads } = start(logOf(() => 300));
    feed.connected([{ id: "r", tip: mark(10) }]);
    for (const seq of [11, 290, 291, 12, 295]) feed.receive(entry(seq));
    await settle();
    expect(seen).toEqual(range(11, 300));
    expect(reads).toEqual([11, 111, 211]);
  });

  it("delivers everything once and in order whatever is lost, repeated and reordered on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 80 }),
        fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (tip, arrivals, page, fails) => {
          let failures = fails ? 2 : 0;
          const log = logOf(() => tip, page);
          const { feed, clock, seen } = start(async (roomId, after) => {
            if (failures-- > 0) throw new ProtocolError("unavailable", "later");
            return log(roomId, after);
          });
          feed.connected([{ id: "r", tip: mark(0) }]);
          for (const seq of arrivals) if (seq <= tip) feed.receive(entry(seq));
          // Something after all the others shows what the tail lost.
          feed.receive(entry(tip));
          await clock.advance(60_000);
          expect(seen).toEqual(range(1, tip));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("tells of a reset found while repairing, and goes on from there", async () => {
    const { feed, seen, resets } = start(async () => ({ reset: true, tip: mark(50) }));
    feed.connected([{ id: "r", tip: mark(1) }]);
    feed.receive(entry(40));
    await settle();
    expect(resets).toEqual([50]);
    feed.receive(entry(51));
    expect(seen).toEqual([51]);
  });

  it("gives up on a log that never has what was announced, by a reset", async () => {
    const { feed, clock, resets } = start(logOf(() => 1));
    feed.connected([{ id: "r", tip: mark(1) }]);
    feed.receive(entry(9));
    await clock.advance(120_000);
    expect(resets).toEqual([1]);
    expect(clock.pending).toBe(0);
  });

  it("drops what an overtaken repair answers", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { feed, seen } = start(async (roomId, after) => {
      await promise;
      return logOf(() => 9)(roomId, after);
    });
    feed.connected([{ id: "r", tip: mark(1) }]);
    feed.receive(entry(9));
    feed.disconnected();
    resolve();
    await settle();
    expect(seen).toEqual([]);
    expect(feed.cursors()).toEqual({ r: 1 });
  });

  it("begins a room at its tip, keeps the cursors of those it knows and drops the rest", () => {
    const { feed } = start(logOf(() => 0));
    feed.restore({ kept: 5, gone: 7 });
    feed.connected([
      { id: "kept", tip: mark(9) },
      { id: "fresh", tip: mark(3) },
    ]);
    expect(feed.cursors()).toEqual({ kept: 5, fresh: 3 });
    feed.track("kept", mark(100));
    expect(feed.cursor("kept")).toBe(5);
  });

  it("ignores entries of rooms it does not follow", () => {
    const { feed, seen } = start(logOf(() => 0));
    feed.connected([{ id: "r", tip: mark(0) }]);
    feed.untrack("r");
    feed.receive(entry(1));
    expect(seen).toEqual([]);
  });

  it("says when all that was missed has come, and how much that was", () => {
    const { feed } = start(logOf(() => 0));
    const told: object[] = [];
    feed.on("caught_up", (result) => told.push(result));
    feed.connected([{ id: "a", tip: mark(0) }]);
    expect(told).toEqual([]);
    feed.disconnected();
    feed.connected([
      { id: "a", tip: mark(2) },
      { id: "b", tip: mark(5) },
    ]);
    feed.receive(entry(1, "a"));
    expect(told).toEqual([]);
    feed.receive(entry(2, "a"));
    feed.receive(entry(3, "a"));
    expect(told).toEqual([{ rooms: 1, messages: 2 }]);
  });

  it("counts what a reset left out among what was missed", () => {
    const { feed } = start(logOf(() => 0));
    const told: object[] = [];
    feed.on("caught_up", (result) => told.push(result));
    feed.restore({ earlier: 5 });
    const rooms = (far: number, near: number) => [
      { id: "far", tip: mark(far) },
      { id: "near", tip: mark(near) },
    ];
    feed.connected([...rooms(10, 3), { id: "earlier", tip: mark(5) }]);
    feed.receive(entry(11, "far"));
    feed.disconnected();
    told.length = 0;
    feed.connected(rooms(5_000, 4));
    feed.reset({ event: "reset", room_id: "far", tip: mark(5_000) });
    feed.receive(entry(4, "near"));
    expect(told).toEqual([{ rooms: 2, messages: 4_990 }]);
    // Later ones are no catching up.
    feed.reset({ event: "reset", room_id: "near", tip: mark(9) });
    expect(told).toHaveLength(1);
  });

  it("tells of what is missing when it opens, and once it has come", async () => {
    const { feed } = start(logOf(() => 20));
    const told: unknown[] = [];
    feed.on("gap", (event) => told.push(event));
    feed.connected([{ id: "r", tip: mark(5) }]);
    feed.disconnected();
    feed.connected([{ id: "r", tip: mark(8) }]);
    for (const seq of [6, 7]) feed.receive(entry(seq));
    expect(told).toEqual([{ room_id: "r", gap: { from: 6, to: 8 } }]);
    feed.receive(entry(8));
    feed.receive(entry(12));
    await settle();
    expect(told.slice(1)).toEqual([
      { room_id: "r", gap: undefined },
      { room_id: "r", gap: { from: 9, to: 11 } },
      { room_id: "r", gap: undefined },
    ]);
  });

  it("says that nothing was missed after a start from kept cursors", () => {
    const { feed } = start(logOf(() => 5));
    const told: unknown[] = [];
    feed.on("caught_up", (result) => told.push(result));
    feed.restore({ r: 5, gone: 3 });
    feed.connected([{ id: "r", tip: mark(5) }]);
    expect(told).toEqual([{ rooms: 0, messages: 0 }]);
  });
});
