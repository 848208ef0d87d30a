import { expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Meter } from "../core/stats/meter.ts";
import { CLOSE } from "../protocol/errors.ts";
import { Drainer, type DrainerDeps } from "./drain.ts";
import { Flusher } from "./flusher.ts";
import type { Sequencer } from "./sequencer.ts";
import { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";

/** More than go at once. */
const CLIENTS = 1_200;

/** A server with clients, which can be told to drain by an admin and by its host. */
const openServer = () => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const sessions = new Sessions();
  const sockets = Array.from({ length: CLIENTS }, (_, i) => {
    const socket = new FakeSocket();
    const session = new Session({
      ...{ id: `c${i}`, peer: { ip: "192.0.2.1", userAgent: "test" }, socket, flusher },
      ...{ connectedAt: 0, monotonic: 0 },
      keeper: {
        authenticated: () => {},
        // Its peer answers at once.
        closed: (one) => {
          sessions.remove(one);
          one.gone();
        },
      },
    });
    sessions.add(session);
    return socket;
  });
  const state = { closed: false };
  const drainer = new Drainer({
    sequencer: { settled: async () => {} } as unknown as Sequencer,
    random: { fraction: () => 0 } as unknown as DrainerDeps["random"],
    bus: { ask: async () => ({ answers: [], servers: 1, missing: [] }) } as DrainerDeps["bus"],
    closed: (isClosed) => {
      state.closed = isClosed;
    },
    ...{ sessions, clock },
  });
  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 10) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(10);
    }
  };
  const gone = () => sockets.filter(({ closedWith }) => closedWith?.code === CLOSE.draining).length;
  return { drainer, state, pass, gone };
};

const NO_PACE = Number.POSITIVE_INFINITY;

test("a server that is being stopped goes on as fast as it can, whatever pace an admin asks for", async () => {
  const { drainer, pass, gone } = openServer();
  void drainer.begin(1);
  await pass(10);
  expect(gone()).toBe(1);
  const stopped = drainer.begin(NO_PACE);
  void drainer.begin(1);
  await pass(2_000);
  expect(gone()).toBe(CLIENTS);
  await stopped;
});

test("nor is that aborted", async () => {
  const { drainer, state, pass, gone } = openServer();
  const stopped = drainer.begin(NO_PACE);
  await pass(10);
  expect(gone()).toBeLessThan(CLIENTS);
  expect(drainer.abort()).toBe(false);
  expect([drainer.draining, state.closed]).toEqual([true, true]);
  await pass(2_000);
  expect(gone()).toBe(CLIENTS);
  await stopped;
  expect(drainer.abort(), "afterwards").toBe(false);
  expect(drainer.progress().state).toBe("drained");
});
