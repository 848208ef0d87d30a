import { expect, it } from "vitest";
import { connectionNotice } from "./connection.ts";

it("is silent online and on the first quick connect", () => {
  expect(connectionNotice({ status: "online", attempt: 0 }, 0)).toBeUndefined();
  expect(connectionNotice({ status: "connecting", attempt: 1 }, 0)).toBeUndefined();
});

it("counts down in whole seconds, never to zero", () => {
  const state = { status: "waiting", attempt: 2, reason: "lost", retryAt: 10_000 } as const;
  expect(connectionNotice(state, 7_400)?.text).toBe("Connection lost. Trying again in 3 s");
  expect(connectionNotice(state, 9_999)?.text).toBe("Connection lost. Trying again in 1 s");
  expect(connectionNotice(state, 10_001)?.text).toBe("Connection lost. Trying again…");
});

it("says why the server wants nobody back", () => {
  expect(connectionNotice({ status: "closed", attempt: 0, reason: "banned" }, 0)).toEqual({
    tone: "danger",
    text: "This account has been banned.",
    canRetry: false,
  });
  expect(connectionNotice({ status: "closed", attempt: 0, reason: "stopped" }, 0)).toBeUndefined();
});
