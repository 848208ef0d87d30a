import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOSE } from "../protocol/errors.ts";
import { decideAfterClose } from "./close-decision.ts";

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
});
