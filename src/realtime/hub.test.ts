import { expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import type { LogReader } from "../core/messages/log-reader.ts";
import { Meter } from "../core/stats/meter.ts";
import type { PublishedEntry } from "../ports/bus.ts";
import { Flusher } from "./flusher.ts";
import { Hub, type HubDeps } from "./hub.ts";
import type { LiveRoom } from "./live-room.ts";
import { Pager } from "./pager.ts";
import { Session } from "./session.ts";

const GAP_WAIT_MS = 50;

const entry = (seq: number): PublishedEntry => ({ seq, n: seq, json: `${seq}` });

/** All that runs without time passing has run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A hub with one live room, whose log holds 1…`stored`. */
const openHub = async () => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const state = { stored: 3, reads: 0 };
  /** What each read of the log waits for before it is told. */
  const told: Promise<void>[] = [];
  const reader = {
    published: async (_: string, after: number) => {
      const { stored } = state;
      await told[state.reads++];
      return Array.from({ length: Math.max(0, stored - after) }, (_, i) => entry(after + 1 + i));
    },
  } as unknown as LogReader;
  const logger = { warn: () => {} } as unknown as HubDeps["logger"];
  const hub = new Hub({
    log: { tip: async () => ({ seq: 3, n: 3, floor: 1 }) },
    reader,
    bus: { subscribe: async () => {}, unsubscribe: () => {} } as unknown as HubDeps["bus"],
    presence: { enter: () => {}, leave: () => {} } as unknown as HubDeps["presence"],
    ...{ clock, logger, flusher, meter: new Meter() },
    pager: new Pager(reader, clock, logger),
    delivered: { add: () => {} } as unknown as HubDeps["delivered"],
    fanOut: { observe: () => {} },
  });
  const room = (await hub.open("r")) as LiveRoom;
  const session = new Session({
    ...{ id: "c", peer: { ip: "192.0.2.1", userAgent: "test" }, socket: new FakeSocket(), flusher },
    ...{ connectedAt: 0, monotonic: 0 },
    keeper: { authenticated: () => {}, closed: () => {} },
  });
  return { hub, room, session, clock, state, told };
};

test("a room that was let go of is not entered", async () => {
  const { hub, room, session } = await openHub();
  hub.close("r");
  hub.attach(session, room, { kind: "public", role: "member" });
  expect(session.subscriptions.size).toBe(0);
});

test("a doubt that comes while the log is read is looked into by another read", async () => {
  const { hub, room, clock, state, told } = await openHub();
  const first = Promise.withResolvers<void>();
  told.push(first.promise);
  hub.recheck(["r"]);
  clock.advance(GAP_WAIT_MS);
  expect(state.reads).toBe(1);
  // Stored after the log was read, and told to nobody.
  state.stored = 4;
  hub.recheck(["r"]);
  first.resolve();
  await settle();
  clock.advance(GAP_WAIT_MS);
  await settle();
  expect(room.accepted.seq).toBe(4);
});

test("what is missing before an entry that came is read, unless it was only late", async () => {
  const { room, clock, state } = await openHub();
  state.stored = 7;
  room.deliver([entry(5)]);
  room.deliver([entry(4)]);
  clock.advance(GAP_WAIT_MS);
  expect(state.reads).toBe(0);
  room.deliver([entry(7)]);
  clock.advance(GAP_WAIT_MS);
  await settle();
  expect(room.accepted.seq).toBe(7);
});

test("an entry that is heard of, and did not come, is read", async () => {
  const { room, clock, state } = await openHub();
  state.stored = 4;
  room.hear({ seq: 3 });
  clock.advance(GAP_WAIT_MS);
  expect(state.reads).toBe(0);
  room.hear({ seq: 4 });
  clock.advance(GAP_WAIT_MS);
  await settle();
  expect(room.accepted.seq).toBe(4);
});
