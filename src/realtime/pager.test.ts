import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { UserDirectory } from "../core/accounts/user-directory.ts";
import { LogReader } from "../core/messages/log-reader.ts";
import { Meter } from "../core/stats/meter.ts";
import type { Logger } from "../ports/logger.ts";
import type { AccountStore } from "../ports/store/accounts.ts";
import type { EntryRecord, LogStore } from "../ports/store/log.ts";
import { StoreUnavailable } from "../ports/store/store.ts";
import { Flusher } from "./flusher.ts";
import { LiveRoom } from "./live-room.ts";
import { Pager } from "./pager.ts";
import { Session } from "./session.ts";
import { Subscription } from "./subscription.ts";

const MIB = 2 ** 20;
const WAIT_MS = 250;

const record = (seq: number): EntryRecord => ({
  roomId: "r",
  seq,
  n: seq,
  id: `id-${seq}`,
  cid: `cid-${seq}`,
  senderId: "ana",
  at: seq,
  serverId: "here",
  erased: false,
  payload: { event: "message", content: `${seq}` },
});

const published = (seq: number) => ({
  seq,
  n: seq,
  json: JSON.stringify({ event: "message", room_id: "r", seq, n: seq }),
});

/** All that runs without time passing has run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A room whose log holds 1…`tip`, sockets in it, and a pager for those that are behind. */
const openRoom = (tip: number) => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const room = new LiveRoom("r", flusher, { delivered: () => {}, gap: () => {} });
  room.begin({ seq: tip, n: tip, floor: 1 });
  const state = { stored: tip, floor: 1, away: false, reads: 0, warnings: 0, holes: 0 };
  const log = {
    entries: async (_: string, after: number, limit: number) => {
      state.reads += 1;
      await settle();
      if (state.away) throw new StoreUnavailable("away");
      const first = Math.max(after + 1, state.floor);
      const count = Math.min(limit, state.stored - first + 1);
      const page = Array.from({ length: Math.max(0, count) }, (_, i) => record(first + i));
      if (state.holes === 0) return page;
      state.holes -= 1;
      return page.toSpliced(1, 1);
    },
  } as unknown as LogStore;
  const directory = new UserDirectory({ users: async () => [] } as unknown as AccountStore);
  const logger = {
    warn: () => {
      state.warnings += 1;
    },
  } as unknown as Logger;
  const pager = new Pager(new LogReader(log, directory), clock, logger);

  const connect = (cursor: number) => {
    const socket = new FakeSocket();
    const session = new Session({
      id: "c",
      peer: { ip: "192.0.2.1", userAgent: "test" },
      socket,
      flusher,
      connectedAt: 0,
      monotonic: 0,
      keeper: { authenticated: () => {}, closed: () => {} },
    });
    const standing = { kind: "public", role: "member" } as const;
    const subscription = new Subscription(session, room, standing, pager.start);
    session.subscribe(subscription);
    room.subscriptions.add(subscription);
    subscription.resumeFrom(cursor);
    return { socket, session, subscription };
  };
  /** So many entries more: stored, and here a moment later. */
  const say = (count: number) => {
    const from = state.stored + 1;
    state.stored += count;
    room.deliver(Array.from({ length: count }, (_, i) => published(from + i)));
  };
  const quiet = async () => {
    for (let round = 0; round < 40 && pager.behind > 0; round += 1) {
      clock.endTurn();
      await settle();
      clock.advance(WAIT_MS);
      await settle();
      await settle();
    }
    clock.endTurn();
  };
  return { clock, room, pager, state, connect, say, quiet };
};

type Event = FakeSocket["events"][number];
const seqOf = (event: Event): number => ("seq" in event ? Number(event.seq) : Number.NaN);
const seqs = (socket: FakeSocket): number[] => socket.events.map(seqOf);
const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

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

  test("a page that one was sent is there for those who come later, unless its texts changed since", async () => {
    const { connect, room, state, quiet } = openRoom(300);
    connect(250);
    await quiet();
    const late = connect(250).socket;
    await quiet();
    expect(seqs(late)).toEqual(range(251, 300));
    expect(state.reads).toBe(1);

    state.stored += 1;
    room.deliver([{ ...published(301), rewrites: 260 }]);
    const later = connect(250).socket;
    // Deleted while the page is read: what was read may show it still.
    await Promise.resolve();
    state.stored += 1;
    room.deliver([{ ...published(302), rewrites: 261 }]);
    await quiet();
    expect(seqs(later)).toEqual(range(251, 302));
    const reads = state.reads;
    expect(reads).toBeGreaterThan(1);
    const last = connect(250).socket;
    await quiet();
    expect(seqs(last)).toEqual(range(251, 302));
    expect(state.reads).toBe(reads + 1);
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

  test("what retention removed is not sent from memory either, once that is known", async () => {
    const { connect, room, state, quiet } = openRoom(300);
    connect(250);
    await quiet();
    room.raise(260);
    const { socket } = connect(255);
    await quiet();
    expect(socket.events).toEqual([{ event: "reset", room_id: "r", tip: { seq: 300, n: 300 } }]);
    const near = connect(259).socket;
    await quiet();
    expect(seqs(near)).toEqual(range(260, 300));
    expect(state.reads).toBe(1);
  });

  test("a page with a hole is read again", async () => {
    const { connect, state, quiet } = openRoom(300);
    state.holes = 2;
    const { socket } = connect(250);
    await quiet();
    expect(seqs(socket)).toEqual(range(251, 300));
    expect(state.reads).toBe(3);
  });

  test("who comes after a rename shares no page that was asked for before it", async () => {
    const { connect, room, state, quiet } = openRoom(300);
    connect(250);
    await Promise.resolve();
    room.ring.renamed("ana");
    const { socket } = connect(250);
    await quiet();
    expect(seqs(socket)).toEqual(range(251, 300));
    expect(state.reads).toBe(2);
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
