import { describe, expect, it } from "vitest";
import { ManualClock } from "../../tests/client/support/manual-clock.ts";
import { ReadMarks } from "./read-marks.ts";

const setUp = () => {
  const clock = new ManualClock();
  const told: [string, number][] = [];
  const marks = new ReadMarks(clock, (room, seq) => told.push([room, seq]));
  return { clock, marks, told };
};

describe("read marks", () => {
  it("tell the last of many, for each room", async () => {
    const { clock, marks, told } = setUp();
    for (let seq = 1; seq <= 9; seq++) marks.mark("a", seq);
    marks.mark("b", 4);
    marks.mark("a", 5);
    await clock.advance(1_000);
    expect(told).toEqual([
      ["a", 9],
      ["b", 4],
    ]);
  });

  it("don't wait for more when the page goes", () => {
    const { marks, told } = setUp();
    marks.mark("a", 3);
    marks.mark("b", 4);
    expect(told).toEqual([]);
    marks.hurry();
    expect(told).toEqual([
      ["a", 3],
      ["b", 4],
    ]);
  });

  it("are repeated until the server has them, and after a reconnect at once", async () => {
    const { clock, marks, told } = setUp();
    marks.mark("a", 3);
    await clock.advance(300);
    await clock.advance(10_000);
    expect(told).toHaveLength(2);
    marks.connected();
    await clock.advance(0);
    expect(told).toHaveLength(3);
    marks.confirmed("a", 3);
    await clock.advance(60_000);
    expect(told).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it("never go back", async () => {
    const { clock, marks, told } = setUp();
    marks.confirmed("a", 8);
    marks.mark("a", 8);
    marks.mark("a", 2);
    await clock.advance(60_000);
    expect(told).toEqual([]);
    marks.mark("a", 9);
    marks.confirmed("a", 12);
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });
});
