import { expect, test } from "vitest";
import { BACK_MS, DrainLedger } from "./drain-ledger.ts";

const sent = (...ids: readonly string[]): DrainLedger => {
  const ledger = new DrainLedger();
  for (const id of ids) ledger.sent(id, 0);
  return ledger;
};

test("each connection of a sign-in is waited for, and counted once", () => {
  const ledger = sent("a", "a", "b");
  ledger.arrived({ session_id: "a", gapless: 1, gappy: 0 });
  ledger.arrived({ session_id: "a", gapless: 1, gappy: 0 });
  expect(ledger.counts()).toEqual({ moved: 3, returning: 2, resumed: 1, failed: 0 });
  ledger.arrived({ session_id: "a", gapless: 5, gappy: 0 });
  expect(ledger.counts()).toEqual({ moved: 3, returning: 1, resumed: 2, failed: 0 });
  expect(ledger.waitedFor(10)).toEqual(["b"]);
});

test("one that comes back with a gap has failed, and so has one that does not come", () => {
  const ledger = sent("a", "b", "c");
  ledger.arrived({ session_id: "a", gapless: 0, gappy: 1 });
  ledger.expire(BACK_MS - 1);
  expect(ledger.counts()).toEqual({ moved: 3, returning: 2, resumed: 0, failed: 1 });
  ledger.arrived({ session_id: "b", gapless: 1, gappy: 0 });
  ledger.expire(BACK_MS);
  expect(ledger.counts()).toEqual({ moved: 3, returning: 0, resumed: 1, failed: 2 });
  expect(ledger.isSettled).toBe(true);
});

test("who was asked about goes to the end of the queue", () => {
  const ledger = sent("a", "b");
  ledger.arrived({ session_id: "a", gapless: 0, gappy: 0 });
  expect(ledger.waitedFor(1)).toEqual(["b"]);
});

test("whatever comes, the parts add up to those who were moved", () => {
  const ledger = sent("a", "b", "a", "c", "d", "a");
  for (let i = 0; i < 20; i += 1) {
    ledger.arrived({ session_id: "abcd".charAt(i % 4), gapless: i % 3, gappy: i % 2 });
    const { moved, returning, resumed, failed } = ledger.counts();
    expect(returning + resumed + failed).toBe(moved);
    expect(Math.min(returning, resumed, failed)).toBeGreaterThanOrEqual(0);
  }
});
