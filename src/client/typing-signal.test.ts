import { describe, expect, it } from "vitest";
import { ManualClock } from "../../tests/client/support/manual-clock.ts";
import { TypingSignal } from "./typing-signal.ts";

const setUp = () => {
  const clock = new ManualClock();
  const start = clock.now();
  const told: [at: number, on: boolean][] = [];
  const typing = new TypingSignal(clock, (_room, on) => told.push([clock.now() - start, on]));
  return { clock, typing, told };
};

describe("typing", () => {
  it("is told again only when it would fade, and never faster than the server takes it", async () => {
    const { clock, typing, told } = setUp();
    for (let i = 0; i < 70; i++) {
      typing.set("r", true);
      await clock.advance(100);
    }
    typing.set("r", false);
    await clock.advance(10_000);
    expect(told).toEqual([
      [0, true],
      [3_000, true],
      [6_000, true],
      [8_100, false],
    ]);
  });

  it("does not end what goes on after all, nor what was never begun", async () => {
    const { clock, typing, told } = setUp();
    typing.set("r", false);
    typing.set("r", true);
    typing.set("r", false);
    typing.set("r", true);
    await clock.advance(10_000);
    expect(told).toEqual([[0, true]]);
  });

  it("needs no end when the message says it", async () => {
    const { clock, typing, told } = setUp();
    typing.set("r", true);
    typing.set("r", false);
    typing.forget("r");
    await clock.advance(10_000);
    expect(told).toEqual([[0, true]]);
    expect(clock.pending).toBe(0);
  });
});
