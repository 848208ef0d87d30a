import { expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Meter } from "../core/stats/meter.ts";
import { CLOSE } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import { Flusher } from "./flusher.ts";
import { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { Upkeep } from "./upkeep.ts";

/** A connection whose token ends in two seconds; its rooms are still being read. */
const openUpkeep = () => {
  const clock = new ManualClock();
  const socket = new FakeSocket();
  const sessions = new Sessions();
  const session = new Session({
    id: "c",
    peer: { ip: "192.0.2.1", userAgent: "test" },
    socket,
    flusher: new Flusher(clock, new Meter()),
    connectedAt: 0,
    monotonic: 0,
    keeper: { authenticated: () => {}, closed: () => {} },
  });
  session.caller = {
    user: { id: "u", kind: "member", display_name: "Ana", role: "user", created_at: 0 },
    sessionId: "s",
    audience: "chat",
  };
  session.expiresAt = 2_000;
  sessions.add(session);
  new Upkeep(sessions, clock).start();
  const pass = (ms: number): void => {
    clock.advance(ms);
    clock.endTurn();
  };
  return { session, socket, pass };
};

test("a token that ends soon is said after `authenticated`, and once", () => {
  expect(LIMITS.reauthenticateBeforeMs).toBeGreaterThan(2_000);
  const { session, socket, pass } = openUpkeep();
  pass(500);
  expect(socket.events).toEqual([]);
  session.becomeReady();
  pass(500);
  expect(socket.events).toEqual([{ event: "reauthenticate", expires_in: 1 }]);
  pass(500);
  expect(socket.events).toHaveLength(1);
});

test("a token that ended closes the connection, also while its rooms are read", () => {
  const { socket, pass } = openUpkeep();
  pass(2_000);
  expect(socket.closedWith?.code).toBe(CLOSE.tokenExpired);
});
