import { describe, expect, it } from "vitest";
import { addressCount, expiryOf, rangeFacts, targetBody } from "./ban-form.ts";

describe("targetBody", () => {
  it("reads a user's id, a guest's number however it is written, an address, a range", () => {
    expect(targetBody({ kind: "user", text: " 0190-ab " })).toEqual({ user_id: "0190-ab" });
    expect(targetBody({ kind: "guest", text: "48213" })).toEqual({ guest_number: 48_213 });
    expect(targetBody({ kind: "guest", text: "Guest 48213" })).toEqual({ guest_number: 48_213 });
    expect(targetBody({ kind: "address", text: "203.0.113.9" })).toEqual({ ip: "203.0.113.9" });
    expect(targetBody({ kind: "address", text: "203.0.113.9/24" })).toEqual({
      ip: "203.0.113.0/24",
    });
    expect(targetBody({ kind: "address", text: "2001:DB8::1" })).toEqual({ ip: "2001:db8::1" });
  });

  it("is nothing while it is being typed", () => {
    for (const kind of ["user", "guest", "address"] as const) {
      expect(targetBody({ kind, text: " " })).toBeUndefined();
    }
    expect(targetBody({ kind: "guest", text: "4821" })).toBeUndefined();
    expect(targetBody({ kind: "address", text: "203.0.113" })).toBeUndefined();
    expect(targetBody({ kind: "address", text: "203.0.113.0/33" })).toBeUndefined();
    expect(targetBody({ kind: "user", text: "two words" })).toBeUndefined();
  });
});

describe("rangeFacts", () => {
  it("counts what a range covers, and says where it begins and ends", () => {
    expect(rangeFacts("10.1.2.3/24")).toEqual({
      text: "10.1.2.0/24",
      family: 4,
      single: false,
      addresses: 256n,
      first: "10.1.2.0",
      last: "10.1.2.255",
    });
    expect(rangeFacts("0.0.0.0/0")).toMatchObject({
      addresses: 2n ** 32n,
      last: "255.255.255.255",
    });
  });

  it("knows a single address, whichever way it is written", () => {
    expect(rangeFacts("10.1.2.3")).toMatchObject({ single: true, addresses: 1n, text: "10.1.2.3" });
    expect(rangeFacts("10.1.2.3/32")).toMatchObject({ single: true, text: "10.1.2.3" });
    expect(rangeFacts("::ffff:10.1.2.3")).toMatchObject({ family: 4, text: "10.1.2.3" });
  });

  it("counts IPv6 exactly", () => {
    expect(rangeFacts("2001:db8::/64")).toMatchObject({
      addresses: 2n ** 64n,
      first: "2001:db8::",
      last: "2001:db8::ffff:ffff:ffff:ffff",
    });
  });

  it("says so many as can be read", () => {
    const said = [2n, 256n, 2n ** 24n, 2n ** 112n].map((count) => addressCount(count));
    expect(said.map((text) => text.replace("\u00a0", " "))).toEqual(["2", "256", "17 M", "2^112"]);
  });

  it("knows nothing of what is neither", () => {
    expect(rangeFacts("example.org")).toBeUndefined();
    expect(rangeFacts("")).toBeUndefined();
  });
});

describe("expiryOf", () => {
  const now = 1_000_000;

  it("counts presets from now, and never ends without one", () => {
    expect(expiryOf("1h", undefined, now)).toEqual({ at: now + 3_600_000 });
    expect(expiryOf("never", 5, now)).toEqual({});
  });

  it("takes no moment of its own that is missing or has passed", () => {
    expect(expiryOf("custom", undefined, now)).toEqual({ problem: "missing" });
    expect(expiryOf("custom", now, now)).toEqual({ problem: "past" });
    expect(expiryOf("custom", now + 1, now)).toEqual({ at: now + 1 });
  });
});
