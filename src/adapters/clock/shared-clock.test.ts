import { expect, it } from "vitest";
import { sharedClock } from "./shared-clock.ts";
import { systemClock } from "./system-clock.ts";

const MINUTE = 60_000;

const clockAt = (start: number) => {
  const machine = { now: start };
  const clock = sharedClock({ ...systemClock, now: () => machine.now });
  return { machine, clock };
};

it("leaves a machine alone that is about right", () => {
  const { clock } = clockAt(10 * MINUTE);
  for (const difference of [-999, 999, 0]) {
    clock.set(10 * MINUTE + difference, 0);
    expect(clock.now()).toBe(10 * MINUTE);
  }
});

it("sets right a machine that is off, and follows when it is put right itself", () => {
  const { clock, machine } = clockAt(15 * MINUTE);
  clock.set(10 * MINUTE, 20);
  expect(clock.now()).toBe(10 * MINUTE + 10);
  machine.now += MINUTE;
  expect(clock.now()).toBe(11 * MINUTE + 10);
  clock.set(11 * MINUTE, 0);
  expect(clock.now(), "about right").toBe(11 * MINUTE + 10);
  machine.now = 11 * MINUTE;
  clock.set(11 * MINUTE, 2);
  expect(clock.now()).toBe(11 * MINUTE + 1);
});

it("does not believe an answer that took long", () => {
  const { clock } = clockAt(15 * MINUTE);
  clock.set(10 * MINUTE, 1_500);
  expect(clock.now()).toBe(15 * MINUTE);
});
