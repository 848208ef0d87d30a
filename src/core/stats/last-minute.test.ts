import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LastMinute, MOST_KEYS } from "./last-minute.ts";

describe("what happened in the last minute", () => {
  test("is what a list of all that happened says, to the second", () => {
    const happening = fc.record({
      key: fc.constantFrom("a", "b", "c"),
      after: fc.integer({ min: 0, max: 25_000 }),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const lately = new LastMinute();
        const all: { key: string; second: number }[] = [];
        let now = 5_000;
        for (const { key, after } of happenings) {
          now += after;
          lately.add(key, now);
          const second = Math.floor(now / 1_000);
          all.push({ key, second });
          const within = all.filter((one) => one.second > second - 60);
          for (const name of ["a", "b", "c", "never"]) {
            const count = within.filter((one) => one.key === name).length;
            expect(lately.count(name, now)).toBe(count);
            expect(lately.all(now).get(name) ?? 0).toBe(count);
          }
        }
      }),
    );
  });

  test("is over after a minute in which nothing happened", () => {
    const lately = new LastMinute();
    lately.add("a", 1_000);
    expect(lately.count("a", 60_999)).toBe(1);
    expect(lately.count("a", 61_000)).toBe(0);
    expect(lately.all(61_000).size).toBe(0);
  });

  test("takes no more keys than it may keep, and makes room as seconds go by", () => {
    const lately = new LastMinute();
    for (let key = 0; key < MOST_KEYS + 10; key += 1) lately.add(`key-${key}`, 1_000);
    expect(lately.size).toBe(MOST_KEYS);
    lately.add("key-1", 1_000);
    expect(lately.count("key-1", 1_000)).toBe(2);
    expect(lately.count(`key-${MOST_KEYS}`, 1_000)).toBe(0);
    lately.add("later", 62_000);
    expect(lately.count("later", 62_000)).toBe(1);
    expect(lately.size).toBe(1);
  });
});
