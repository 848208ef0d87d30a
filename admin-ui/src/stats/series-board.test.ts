import { describe, expect, it } from "vitest";
import type { StatsPoint, StatsTick } from "../../../src/protocol/stats.ts";
import { SeriesBoard, TOTAL } from "./series-board.ts";

const point = (at: number, avg: number): StatsPoint =>
  ({ at, connections: { min: avg, max: avg, avg } }) as StatsPoint;
const tick = (at: number, a: number | null, total = a): StatsTick =>
  ({
    at,
    servers: [{ server_id: "a", connections: a }],
    total: { connections: total },
    events: [],
  }) as unknown as StatsTick;

const AXIS = { from: 0, to: 1, fits: false };

const board = (): SeriesBoard => new SeriesBoard(["connections"]);

describe("a board", () => {
  it("puts the points of all scopes on one axis", () => {
    const mine = board();
    mine.replace(
      [
        { scope: TOTAL, points: [point(10_000, 3), point(20_000, 4)] },
        { scope: "a", points: [point(20_000, 4)] },
      ],
      10_000,
      { from: 0, to: 30_000, fits: false },
    );
    expect(mine.times).toEqual([10, 20]);
    expect(mine.column(TOTAL, "connections")).toEqual([3, 4]);
    expect(mine.column("a", "connections")).toEqual([null, 4]);
  });

  it("leaves a hole where points are missing for all", () => {
    const mine = board();
    mine.replace([{ scope: TOTAL, points: [point(10_000, 3), point(90_000, 4)] }], 10_000, AXIS);
    expect(mine.times).toEqual([10, 20, 90]);
    expect(mine.column(TOTAL, "connections")).toEqual([3, null, 4]);
  });

  it("goes on from the history second by second, without a hole at the seam", () => {
    const mine = board();
    mine.replace([{ scope: TOTAL, points: [point(10_000, 3), point(20_000, 4)] }], 10_000, AXIS);
    mine.append(tick(35_000, 5), 60_000);
    mine.append(tick(36_000, 6), 60_000);
    expect(mine.times).toEqual([10, 20, 35, 36]);
    expect(mine.column(TOTAL, "connections")).toEqual([3, 4, 5, 6]);
    expect(mine.column("a", "connections")).toEqual([null, null, 5, 6]);
  });

  it("has a hole for a server that is not heard, and for seconds that did not come", () => {
    const mine = board();
    mine.append(tick(1_000, 5), 60_000);
    mine.append(tick(2_000, null, 0), 60_000);
    mine.append(tick(9_000, 7), 60_000);
    expect(mine.times).toEqual([1, 2, 3, 9]);
    expect(mine.column("a", "connections")).toEqual([5, null, null, 7]);
  });

  it("takes no second twice, and forgets what has left the axis", () => {
    const mine = board();
    for (const second of [1, 2, 2, 3, 4, 5, 6]) mine.append(tick(second * 1_000, second), 2_000);
    expect(mine.times).toEqual([3, 4, 5, 6]);
    expect(mine.column("a", "connections")).toHaveLength(4);
    expect([mine.from, mine.to]).toEqual([4_000, 6_000]);
  });

  it("begins with what is known of a young cluster, and with nothing shorter than two minutes", () => {
    const mine = board();
    const minute = 60_000;
    mine.append(tick(100 * minute, 1), 15 * minute);
    expect([mine.from, mine.to]).toEqual([98 * minute, 100 * minute]);
    mine.append(tick(105 * minute, 1), 15 * minute);
    expect([mine.from, mine.to]).toEqual([100 * minute, 105 * minute]);
    mine.append(tick(120 * minute, 1), 15 * minute);
    expect([mine.from, mine.to]).toEqual([105 * minute, 120 * minute]);
    const histories = [{ scope: TOTAL, points: [point(50 * minute, 3), point(119 * minute, 4)] }];
    for (const [fits, from] of [
      [true, 50 * minute],
      [false, 0],
    ] as const) {
      mine.replace(histories, 10_000, { from: 0, to: 120 * minute, fits });
      expect([mine.from, mine.to]).toEqual([from, 120 * minute]);
    }
  });

  it("tells once a change", () => {
    const mine = board();
    let calls = 0;
    const stop = mine.onChange(() => calls++);
    mine.append(tick(1_000, 1), 1_000);
    mine.append(tick(2_000, 1), 1_000);
    stop();
    mine.append(tick(3_000, 1), 1_000);
    expect(calls).toBe(2);
  });
});
