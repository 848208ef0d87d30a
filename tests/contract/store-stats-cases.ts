import { deepEqual, equal } from "node:assert/strict";
import type { StatsRecord, StatsStore } from "../../src/ports/store/stats.ts";
import type { StatsEvent } from "../../src/protocol/stats.ts";
import type { ContractCase } from "./store.ts";
import { T0 } from "./store-fixture.ts";

const point = (
  serverId: string,
  tens: number,
  weight: number,
  ...values: number[]
): StatsRecord => ({
  serverId,
  at: T0 + tens * 10_000,
  weight,
  values: new Float32Array(values),
});

const ALL = [T0, T0 + 1_000_000_000, 100_000] as const;

/** Deno holds arrays of numbers with NaN for different from themselves. */
const same = (got: readonly StatsRecord[], expected: readonly (StatsRecord | undefined)[]) => {
  const plain = (one: StatsRecord | undefined) => ({ ...one, values: [...(one?.values ?? [])] });
  deepEqual(got.map(plain), expected.map(plain));
};

const timesOf = async (stats: StatsStore, serverId: string): Promise<number[]> =>
  (await stats.points(serverId, ...ALL)).map(({ at }) => (at - T0) / 10_000);

export const statsCases: readonly ContractCase[] = [
  {
    name: "points of statistics are read by server and span, ascending, to the last digit kept",
    run: async ({ store, reopen }) => {
      const made = [
        point("a", 2, 10, 1.5, Number.NaN, 3),
        point("a", 0, 10, 0.25, -1, 1e9),
        point("a", 1, 10, 7),
        point("b", 1, 10, 8),
        point("", 1, 20, 9),
      ];
      for (const one of made) await store.stats.savePoint(one);
      const { stats } = await reopen();
      same(await stats.points("a", ...ALL), [made[1], made[2], made[0]]);
      same(await stats.points("a", T0 + 1, T0 + 20_000, 9), [made[2]]);
      same(await stats.points("a", T0, T0 + 20_001, 2), [made[1], made[2]]);
      same(await stats.points("", ...ALL), [made[4]]);
      same(await stats.points("c", ...ALL), []);
    },
  },
  {
    name: "the last point of each server within a span is read by id, whatever there is outside of it",
    run: async ({ store: { stats } }) => {
      const made = [
        point("", 1, 20, 1),
        point("", 2, 20, 2),
        point("a", 0, 10, 3),
        point("b", 1, 10, 4),
        point("b", 3, 10, 5),
        point("c", 1, 10, 6),
        point("c", 2, 10, 7),
        point("c", 4, 10, 8),
      ];
      for (const one of made) await stats.savePoint(one);
      const [from, to] = [T0 + 10_000, T0 + 30_000];
      same(await stats.lastPoints(from, to, 9), [made[1], made[3], made[6]]);
      same(await stats.lastPoints(from, to, 2), [made[1], made[3]]);
      same(await stats.lastPoints(from, from, 9), []);
    },
  },
  {
    name: "of two points for one time and place the one of more weight stays, of equals the first",
    run: async ({ store: { stats } }) => {
      await stats.savePoint(point("", 0, 20, 1));
      await stats.savePoint(point("", 0, 10, 2));
      await stats.savePoint(point("", 0, 20, 3));
      same(await stats.points("", ...ALL), [point("", 0, 20, 1)]);
      await stats.savePoint(point("", 0, 30, 4));
      same(await stats.points("", ...ALL), [point("", 0, 30, 4)]);
      const weights = Array.from({ length: 20 }, (_, i) => (i * 7) % 20);
      await Promise.all(weights.map((weight) => stats.savePoint(point("x", 1, weight, weight))));
      same(await stats.points("x", ...ALL), [point("x", 1, 19, 19)]);
    },
  },
  {
    name: "events of statistics are one by id, and are read by time",
    run: async ({ store, reopen }) => {
      const start: StatsEvent = { id: "e1", at: T0 + 5, type: "start", detail: "1.0.0" };
      const gap: StatsEvent = { id: "e0", at: T0 + 5, type: "gap", server_id: "a", until: T0 + 9 };
      const ban: StatsEvent = { id: "e2", at: T0, type: "ban" };
      for (const event of [start, gap, ban, { ...start, detail: "again" }]) {
        await store.stats.saveEvent(event);
      }
      const { stats } = await reopen();
      deepEqual(await stats.events(T0, T0 + 6, 9), [ban, gap, start]);
      deepEqual(await stats.events(T0, T0 + 6, 2), [ban, gap]);
      deepEqual(await stats.events(T0 + 1, T0 + 5, 9), []);
    },
  },
  {
    name: "statistics of before a time are removed, however many, and no others",
    run: async ({ store: { stats } }) => {
      for (let tens = 0; tens < 1_100; tens += 1) await stats.savePoint(point("a", tens, 10, tens));
      await stats.savePoint(point("b", 3, 10, 3));
      await stats.savePoint(point("b", 1_099, 10, 4));
      await stats.saveEvent({ id: "old", at: T0 + 10_000, type: "stop" });
      await stats.saveEvent({ id: "new", at: T0 + 10_990_000, type: "start" });
      await stats.removeBefore(T0 + 10_980_000);
      deepEqual(await timesOf(stats, "a"), [1_098, 1_099]);
      deepEqual(await timesOf(stats, "b"), [1_099]);
      const events = await stats.events(...ALL);
      equal(events.map(({ id }) => id).join(), "new");
    },
  },
];
