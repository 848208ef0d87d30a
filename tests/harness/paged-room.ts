import { UserDirectory } from "../../src/core/accounts/user-directory.ts";
import { LogReader } from "../../src/core/messages/log-reader.ts";
import { Meter } from "../../src/core/stats/meter.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { AccountStore } from "../../src/ports/store/accounts.ts";
import type { EntryRecord, LogStore } from "../../src/ports/store/log.ts";
import { StoreUnavailable } from "../../src/ports/store/store.ts";
import { Flusher } from "../../src/realtime/flusher.ts";
import { LiveRoom } from "../../src/realtime/live-room.ts";
import { Pager } from "../../src/realtime/pager.ts";
import { Session } from "../../src/realtime/session.ts";
import { Subscription } from "../../src/realtime/subscription.ts";
import { FakeSocket } from "./fake-socket.ts";
import { ManualClock } from "./manual-clock.ts";

export const WAIT_MS = 250;

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

export const published = (seq: number) => ({
  seq,
  n: seq,
  json: JSON.stringify({ event: "message", room_id: "r", seq, n: seq }),
});

/** All that runs without time passing has run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A room whose log holds 1…`tip`, sockets in it, and a pager for those that are behind. */
export const openRoom = (tip: number) => {
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

export type Event = FakeSocket["events"][number];
export const seqOf = (event: Event): number => ("seq" in event ? Number(event.seq) : Number.NaN);
export const seqs = (socket: FakeSocket): number[] => socket.events.map(seqOf);
export const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
