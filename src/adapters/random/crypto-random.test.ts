import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCryptoRandom } from "./crypto-random.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("crypto random", () => {
  it("makes UUIDv7s that ascend, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 ** 41 }), { minLength: 2, maxLength: 50 }), (times) => {
        const random = createCryptoRandom();
        const ids = times.map((now) => random.uuid(now));
        expect(ids.every((id) => UUID_V7.test(id))).toBe(true);
        expect(ids).toEqual(ids.toSorted());
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it("counts beyond 4,096 ids of one millisecond without a repeat", () => {
    const random = createCryptoRandom();
    const ids = Array.from({ length: 10_000 }, () => random.uuid(1_700_000_000_000));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted());
  });

  it("carries the time in its first 48 bits", () => {
    const id = createCryptoRandom().uuid(0x0192_3456_789a);
    expect(id.slice(0, 13)).toBe("01923456-789a");
  });

  it("gives as many bytes as were asked for", () => {
    expect(createCryptoRandom().bytes(32)).toHaveLength(32);
  });
});
