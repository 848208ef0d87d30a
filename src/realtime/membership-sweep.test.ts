import { expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Meter } from "../core/stats/meter.ts";
import type { UserRecord } from "../ports/store/accounts.ts";
import type { RealtimeContext } from "./context.ts";
import { Flusher } from "./flusher.ts";
import { MembershipSweep } from "./membership-sweep.ts";
import { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";

const USERS = 5_000;
const READ_MS = 20;
/** PROTOCOL §4: what is enforced holds after so long with Redis down. */
const WITHIN_MS = 10_000;

/** As many as a full server has, each with a connection; the bus is down, and each read takes a while. */
const openServer = () => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const sessions = new Sessions();
  const disabled = new Set<string>();
  const looks = new Map<string, number>();
  const read = (): Promise<void> => new Promise((resolve) => clock.after(READ_MS, resolve));
  const keeper = { authenticated: () => {}, closed: (one: Session) => sessions.remove(one) };
  const connect = (id: string): Session => {
    const session = new Session({
      ...{ id, peer: { ip: "192.0.2.1", userAgent: "test" }, socket: new FakeSocket(), flusher },
      ...{ connectedAt: 0, monotonic: 0, keeper },
    });
    const user = { id, kind: "member", display_name: id, role: "user", created_at: 0 } as const;
    session.caller = { user, sessionId: id, audience: "chat" };
    session.becomeReady();
    sessions.add(session);
    sessions.authenticated(session, id);
    return session;
  };
  const record = (id: string) => ({
    ...{ id, kind: "member", displayName: id, role: "user", createdAt: 0 },
    ...{ deleted: false, disabled: disabled.has(id) },
  });
  const accounts = {
    users: async (ids: readonly string[]) => {
      const found = ids.map(record);
      for (const id of ids) looks.set(id, (looks.get(id) ?? 0) + 1);
      await read();
      return found as unknown as UserRecord[];
    },
    sessionsById: async (ids: readonly string[]) =>
      ids.map((id) => ({ id, expiresAt: Number.POSITIVE_INFINITY })),
  };
  const context = {
    store: { accounts, rooms: { rolesOf: async () => new Map() } },
    bus: { health: () => ({ ok: false }) },
    logger: { warn: () => {} },
    ...{ sessions, clock },
  } as unknown as RealtimeContext;
  const repairs = { add: () => {}, value: () => 0 };
  new MembershipSweep({ context, apply: async () => {}, repairs }).start();
  /** Resolves when it is so; how long that took. */
  const pass = async (done: () => boolean): Promise<number> => {
    const from = clock.now();
    while (!done()) {
      if (clock.now() - from > 60_000) throw new Error("it never was");
      clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return clock.now() - from;
  };
  const people = Array.from({ length: USERS }, (_, i) => connect(`user-${i}`));
  return { people, disabled, looks, pass };
};

test.each([
  ["first", 0],
  ["last", USERS - 1],
])(
  "who is disabled just after the store was asked by a full server, as the %s, is out within 10 s",
  async (_, index) => {
    const { people, disabled, looks, pass } = openServer();
    const id = `user-${index}`;
    await pass(() => looks.get(id) === 1);
    disabled.add(id);
    const tookMs = await pass(() => people[index]?.closed === true);
    expect(tookMs).toBeLessThanOrEqual(WITHIN_MS);
  },
);
