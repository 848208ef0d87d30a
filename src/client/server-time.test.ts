import { expect, test } from "vitest";
import { ServerTime } from "./server-time.ts";

const at = (start: number) => {
  const clock = { time: start, now: () => clock.time, after: () => ({ cancel: () => undefined }) };
  return clock;
};

test("it is our own time until the server has told its own", () => {
  const clock = at(5_000);
  const time = new ServerTime(clock);
  time.answered(99_000);
  expect(time.now()).toBe(5_000);
});

test("the answer that took least is the nearest to the truth", () => {
  const clock = at(10_000);
  const time = new ServerTime(clock);
  time.asked();
  clock.time = 10_400;
  time.answered(70_200);
  expect(time.now()).toBe(70_400);

  time.asked();
  clock.time = 12_400;
  time.answered(90_000);
  expect(time.now()).toBe(72_400);

  time.asked();
  clock.time = 12_500;
  time.answered(72_440);
  expect(time.now()).toBe(72_490);
});

test("a clock that was set counts once the old answer is stale", () => {
  const clock = at(0);
  const time = new ServerTime(clock);
  time.asked();
  time.answered(0);
  clock.time = 3_600_000;
  time.asked();
  clock.time += 100;
  time.answered(50);
  expect(time.now()).toBe(100);
});
