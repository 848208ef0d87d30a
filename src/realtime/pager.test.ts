import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FakeSocket } from "../../tests/harness/fake-socket.ts";
import {
  type Event,
  openRoom,
  published,
  range,
  seqOf,
  seqs,
  settle,
  WAIT_MS,
} from "../../tests/harness/paged-room.ts";

const MIB = 2 ** 20;

/** Each entry follows the one before it, unless a `reset` says from where it goes on. */
const expectSteps = (events: readonly Event[], cursor: number): number => {
  let at = cursor;
  for (const event of events) {
    if (event.event === "reset") {
      expect(event.tip.seq).toBeGreaterThanOrEqual(at);
      at = event.tip.seq;
    } else {
      expect(seqOf(event)).toBe(at + 1);
      at += 1;
    }
  }
  return at;
};

type Happening = (room: ReturnType<typeof openRoom>, socket: FakeSocket, count: number) => void;

const HAPPENINGS = {
  says: ({ say }, _, count) => say(count),
  ends: ({ clock }) => clock.endTurn(),
  waits: ({ clock }) => clock.advance(WAIT_MS),
  sticks: (_, socket, count) => socket.stick(count * 10_000),
  drains: (_, socket) => socket.drain(),
  goes: ({ state }) => {
    state.away = true;
  },
  comes: ({ state }) => {
    state.away = false;
  },
  forgets: ({ state, room }, _, count) => {
    state.floor = Math.min(state.floor + count, room.tip.seq + 1);
  },
} as const satisfies Readonly<Record<string, Happening>>;

const happenings = fc.array(
  fc.record({
    what: fc.constantFrom(...(Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[])),
    count: fc.integer({ min: 1, max: 400 }),
  }),
  { maxLength: 30 },
);

describe("a pager", () => {
  test("whatever comes, sticks, is removed or out of reach: +1 to +1, and live in the end", async () => {
    const start = fc.record({ tip: fc.integer({ min: 0, max: 1_500 }), behind: fc.nat(1_200) });
    await fc.assert(
      fc.asyncProperty(start, happenings, async ({ tip, behind }, happened) => {
        const opened = openRoom(tip);
        const { room, pager, state, connect, quiet } = opened;
        const cursor = Math.max(0, tip - behind);
        const { socket, subscription } = connect(cursor);
        for (const { what, count } of happened) {
          const happen: Happening = HAPPENINGS[what];
          happen(opened, socket, count);
          await settle();
        }
        socket.drain();
        state.away = false;
        await quiet();
        expect(expectSteps(socket.events, cursor)).toBe(room.tip.seq);
        expect(room.tip.seq).toBe(state.stored);
        expect(subscription.cursor).toBeUndefined();
        expect(pager.behind).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test("pages what is missing, 200 a frame, and what is said meanwhile follows", async () => {
    const { connect, say, quiet } = openRoom(450);
    const { socket } = connect(0);
    say(1);
    await quiet();
    expect(seqs(socket)).toEqual(range(1, 451));
    expect(socket.frames.slice(0, 2).map((frame) => frame.length)).toEqual([200, 200]);
    say(1);
    await quiet();
    expect(seqs(socket).at(-1)).toBe(452);
  });

  test("asks the store for nothing that it still has, and once for what many miss", async () => {
    const { connect, say, state, quiet } = openRoom(300);
    const sockets = Array.from({ length: 20 }, () => connect(250).socket);
    await quiet();
    for (const socket of sockets) expect(seqs(socket)).toEqual(range(251, 300));
    expect(state.reads).toBe(1);

    say(40);
    await quiet();
    const late = connect(320).socket;
    await quiet();
    expect(seqs(late)).toEqual(range(321, 340));
    expect(state.reads).toBe(1);
  });

  test("more than 1,000 behind is a reset, exactly 1,000 is not", async () => {
    const { connect, quiet } = openRoom(1_200);
    const [far, near] = [connect(199).socket, connect(200).socket];
    await quiet();
    expect(far.events).toEqual([{ event: "reset", room_id: "r", tip: { seq: 1_200, n: 1_200 } }]);
    expect(seqs(near)).toEqual(range(201, 1_200));
  });

  test("what retention removed under a cursor is a reset", async () => {
    const { connect, state, quiet } = openRoom(500);
    state.floor = 400;
    const [under, at] = [connect(398).socket, connect(399).socket];
    await quiet();
    expect(under.events).toMatchObject([{ event: "reset" }]);
    expect(seqs(at)).toEqual(range(400, 500));
  });

  test("a socket that sticks amid its pages goes on from there once it has drained", async () => {
    const { clock, connect, say, pager, quiet } = openRoom(100);
    const { socket, subscription } = connect(100);
    await quiet();
    socket.stick(MIB + 1);
    say(10);
    clock.endTurn();
    await settle();
    expect([pager.behind, subscription.cursor, socket.sent.length]).toEqual([1, 100, 0]);
    // A quarter is low enough to go on; one byte more is not.
    socket.stick(MIB / 4 + 1);
    clock.advance(WAIT_MS);
    await settle();
    expect(socket.sent).toEqual([]);
    socket.stick(MIB / 4);
    clock.advance(WAIT_MS);
    await settle();
    socket.drain();
    await quiet();
    expect(seqs(socket)).toEqual(range(101, 110));
    expect([pager.behind, subscription.cursor]).toEqual([0, undefined]);
  });

  test("a store that is away is asked again, and the socket waits", async () => {
    const { clock, connect, state, quiet } = openRoom(300);
    state.away = true;
    const { socket } = connect(0);
    await settle();
    await settle();
    clock.advance(WAIT_MS);
    await settle();
    await settle();
    expect([state.warnings, socket.sent.length]).toEqual([2, 0]);
    state.away = false;
    await quiet();
    expect(seqs(socket)).toEqual(range(1, 300));
  });

  test("nothing goes to one that was stopped, or to a session that is closed", async () => {
    const { connect, pager, room, quiet } = openRoom(300);
    const { socket, subscription } = connect(0);
    pager.stop(subscription);
    room.subscriptions.delete(subscription);
    const closed = connect(0);
    closed.session.close(3000, "gone");
    pager.stop(closed.subscription);
    pager.start(closed.subscription);
    await quiet();
    await settle();
    expect([socket.sent, closed.socket.sent, pager.behind]).toEqual([[], [], 0]);
  });

  test("a page that was read for a place left meanwhile is not sent", async () => {
    const { connect, pager, quiet } = openRoom(300);
    const { socket, subscription } = connect(0);
    pager.stop(subscription);
    subscription.resumeFrom(100);
    await quiet();
    expect(seqs(socket)).toEqual(range(101, 300));
  });

  test("entries that the store has before this server was told of them come live, once", async () => {
    const { connect, state, room, clock, quiet } = openRoom(300);
    state.stored = 310;
    const { socket } = connect(200);
    await quiet();
    expect(seqs(socket)).toEqual(range(201, 300));
    room.deliver(range(301, 310).map(published));
    clock.endTurn();
    expect(seqs(socket)).toEqual(range(201, 310));
  });
});
