import { expect, it } from "vitest";
import type { ConnectionState } from "../../../src/client/connection-state.ts";
import { connectionNotice } from "./connection.ts";

const text = (state: ConnectionState, now: number, since = 0): string | undefined =>
  connectionNotice(state, now, since)?.text;

it("is silent online and on the first quick connect", () => {
  expect(text({ status: "online", attempt: 0 }, 0)).toBeUndefined();
  expect(text({ status: "connecting", attempt: 1 }, 1_000)).toBeUndefined();
  expect(text({ status: "connecting", attempt: 1 }, 2_000)).toBe("Connecting…");
});

it("stays while the next attempt is made", () => {
  expect(connectionNotice({ status: "connecting", attempt: 2 }, 0, 0)?.action).toBe("sync.tryNow");
});

it("counts down in whole seconds, never to zero", () => {
  const state = { status: "waiting", attempt: 2, reason: "lost", retryAt: 10_000 } as const;
  expect(text(state, 7_400)).toBe("Connection lost. Trying again in 3 s");
  expect(text(state, 9_999)).toBe("Connection lost. Trying again in 1 s");
  expect(text(state, 10_001)).toBe("Connection lost. Trying again…");
  expect(connectionNotice(state, 7_400, 0)?.said).toBe("Connection lost. Trying again…");
  expect(text({ ...state, reason: "draining" }, 9_000)).toContain("The server is restarting.");
  expect(text({ ...state, status: "offline" }, 9_000)).toContain("You are offline.");
});

it("says why the server wants nobody back", () => {
  expect(connectionNotice({ status: "closed", attempt: 0, reason: "banned" }, 0, 0)).toEqual({
    tone: "danger",
    text: "This account is disabled or banned.",
    said: "This account is disabled or banned.",
  });
  expect(
    connectionNotice({ status: "closed", attempt: 0, reason: "disconnected_by_admin" }, 0, 0),
  ).toEqual({
    tone: "danger",
    text: "An administrator ended this connection.",
    said: "An administrator ended this connection.",
    action: "sync.connectAgain",
  });
  expect(text({ status: "closed", attempt: 0, reason: "stopped" }, 0)).toBeUndefined();
});
