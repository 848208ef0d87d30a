import { expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Bans } from "../core/moderation/bans.ts";
import { Meter } from "../core/stats/meter.ts";
import type { BanRecord, ModerationStore } from "../ports/store/moderation.ts";
import { CLOSE } from "../protocol/errors.ts";
import { BanSweep } from "./ban-sweep.ts";
import type { RealtimeContext } from "./context.ts";
import { Control } from "./control.ts";
import { Flusher } from "./flusher.ts";
import { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";

test("a ban that nobody told closes who is here, bars who comes, and is counted", async () => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const sessions = new Sessions();
  const connect = (userId: string, ip: string): FakeSocket => {
    const socket = new FakeSocket();
    const session = new Session({
      ...{ id: userId, peer: { ip, userAgent: "test" }, socket, flusher },
      ...{ connectedAt: 0, monotonic: 0 },
      keeper: { authenticated: () => {}, closed: (one) => sessions.remove(one) },
    });
    const user = { id: userId, kind: "member", display_name: "x", role: "user" } as const;
    session.caller = { user: { ...user, created_at: 0 }, sessionId: userId, audience: "chat" };
    sessions.add(session);
    return socket;
  };
  let active: BanRecord[] = [];
  const store = { activeBans: async () => active } as unknown as ModerationStore;
  const bans = new Bans(store, clock);
  const context = {
    bus: { health: () => ({ ok: false }) },
    logger: { warn: () => {} },
    ...{ sessions, clock },
  } as unknown as RealtimeContext;
  const control = new Control(context, bans);
  let repaired = 0;
  const repairs = {
    add: (count = 1) => {
      repaired += count;
    },
    value: () => repaired,
  };
  const sweep = new BanSweep({ context, bans, apply: control.apply.bind(control), repairs });
  const pass = async (): Promise<void> => {
    const swept = sweep.run();
    await new Promise((resolve) => setImmediate(resolve));
    clock.endTurn();
    await swept;
  };
  const sockets = [
    connect("ana", "192.0.2.1"),
    connect("ben", "192.0.2.2"),
    connect("cleo", "198.51.100.3"),
  ];
  const closes = () => sockets.map(({ closedWith }) => closedWith?.code);
  await pass();
  expect([closes(), repaired]).toEqual([[undefined, undefined, undefined], 0]);
  const ban = { kind: "ban", createdBy: "root", createdAt: 0 } as const;
  active = [
    { ...ban, id: "b1", userId: "ana" },
    { ...ban, id: "b2", ip: "198.51.100.0/24" },
  ];
  await pass();
  expect([closes(), repaired]).toEqual([[CLOSE.banned, undefined, CLOSE.banned], 2]);
  expect([bans.bansUser("ana"), bans.bansUser("ben")]).toEqual([true, false]);
});
