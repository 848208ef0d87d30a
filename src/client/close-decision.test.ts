import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOSE } from "../protocol/errors.ts";
import { decideAfterClose, planReturn } from "./close-decision.ts";

describe("after a close", () => {
  it("reconnects for every code but 3500–3999", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 4999 }), (code) => {
        expect(decideAfterClose(code).reconnect).toBe(code < 3500 || code > 3999);
      }),
    );
  });

  it("renews the token first when that was what had ended", () => {
    expect(decideAfterClose(CLOSE.tokenExpired)).toMatchObject({ renewToken: true, wait: "now" });
    expect(decideAfterClose(CLOSE.heartbeatLost)).toMatchObject({ renewToken: false });
  });

  it("says why it stays closed", () => {
    expect(decideAfterClose(CLOSE.banned)).toEqual({ reconnect: false, reason: "banned" });
    expect(decideAfterClose(CLOSE.unauthenticated)).toMatchObject({ reason: "unauthenticated" });
    expect(decideAfterClose(CLOSE.disconnectedByAdmin)).toMatchObject({
      reason: "disconnected_by_admin",
    });
  });

  it("waits as long as the server that drains asked for, also when it died first", () => {
    for (const code of [CLOSE.draining, 1006]) {
      const decision = decideAfterClose(code);
      if (!decision.reconnect) throw new Error(`${code} stops`);
      expect(planReturn(decision, 0, 700)).toEqual({ reason: "draining", waitMs: 700 });
      expect(planReturn(decision, 0, undefined)).toEqual({ reason: decision.reason });
    }
  });

  it("comes back at once with a new token, but not again and again", () => {
    const decision = decideAfterClose(CLOSE.tokenExpired);
    if (!decision.reconnect) throw new Error("stops");
    expect(planReturn(decision, 0, undefined)).toEqual({ reason: "token_expired", waitMs: 0 });
    expect(planReturn(decision, 1, undefined)).toEqual({ reason: "token_expired" });
    expect(planReturn(decision, 0, 700)).toEqual({ reason: "token_expired", waitMs: 0 });
  });
});
