import { expect, test } from "vitest";
import { Interned } from "./interned.ts";

test("a text comes back as it is, and counts once", () => {
  const interned = new Interned();
  expect(interned.of("Firefox")).toBe("Firefox");
  expect(interned.of("Fire".concat("fox"))).toBe("Firefox");
  expect(interned.size).toBe(1);
});

test("it never holds more than its cap", () => {
  const interned = new Interned();
  for (let i = 0; i < 5_000; i += 1) {
    interned.of(`agent ${i}`);
    expect(interned.size).toBeLessThanOrEqual(1_024);
  }
  expect(interned.of("agent 4999")).toBe("agent 4999");
});
