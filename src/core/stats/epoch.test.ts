import fc from "fast-check";
import { expect, test } from "vitest";
import { epochOf } from "./probe-work.ts";

const MS = { noNaN: true, min: 0 };

test("the epoch is right to a tenth of a millisecond, wherever the process is held up meanwhile", () => {
  const heldUpAt = fc.nat(300);
  fc.assert(
    fc.property(
      heldUpAt,
      fc.double({ ...MS, max: 9 }),
      fc.double({ ...MS, max: 1 }),
      (reading, heldUpFor, offset) => {
        let at = 5_000;
        let readings = 0;
        const epoch = 1_700_000_000_000 + offset;
        const read = (): number => {
          at += readings === reading ? heldUpFor : 0.01;
          readings += 1;
          return at;
        };
        const clock = { now: () => Math.floor(epoch + read()), monotonic: read };
        expect(Math.abs(epochOf(clock) - epoch)).toBeLessThan(0.2);
      },
    ),
  );
});
