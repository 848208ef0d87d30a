import fc from "fast-check";
import { expect, test } from "vitest";
import { secondAt, untilNextSecond } from "./seconds.ts";

const SECOND_MS = 1_000;

test("each look stands for a second of its own, near its time, however late or early its timer is", () => {
  const offByMs = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.nat(3_000)));
  fc.assert(
    fc.property(fc.nat(SECOND_MS), offByMs, (start, offs) => {
      let now = 1_700_000_000_000 + start;
      let former = secondAt(now);
      for (const off of offs) {
        now += untilNextSecond(now) + off;
        const second = secondAt(now);
        expect(second % SECOND_MS).toBe(0);
        expect(second).toBeGreaterThan(former);
        expect(Math.abs(now - second)).toBeLessThan(SECOND_MS);
        former = second;
      }
    }),
  );
});
