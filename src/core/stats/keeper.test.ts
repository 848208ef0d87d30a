import { setImmediate as settled } from "node:timers/promises";
import { expect, it } from "vitest";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import type { StatsRecord, StatsStore } from "../../ports/store/stats.ts";
import { StoreUnavailable } from "../../ports/store/store.ts";
import type { StatsEvent } from "../../protocol/stats.ts";
import { StatsKeeper } from "./keeper.ts";

const keeping = () => {
  const saved: (StatsRecord | StatsEvent)[] = [];
  const warnings: string[] = [];
  const state = { away: false };
  const save = async (what: StatsRecord | StatsEvent): Promise<void> => {
    if (state.away) throw new StoreUnavailable("away");
    saved.push(what);
  };
  const store = { savePoint: save, saveEvent: save } as unknown as StatsStore;
  const silent = { debug: () => {}, info: () => {}, error: () => {} };
  const warn = (message: string) => void warnings.push(message);
  const logger = { ...silent, warn, with: () => logger };
  return { saved, warnings, state, keeper: new StatsKeeper(store, new ManualClock(), logger) };
};

const point = (at: number): StatsRecord => ({
  serverId: "a",
  at,
  weight: 10,
  values: new Float32Array(),
});

it("saves what a store that was away has missed, in order, and says once that it was", async () => {
  const { saved, warnings, state, keeper } = keeping();
  state.away = true;
  for (let i = 0; i < 20; i += 1) keeper.point(point(i));
  await settled();
  await keeper.save();
  expect([saved.length, keeper.waiting, warnings.length]).toEqual([0, 20, 1]);
  state.away = false;
  keeper.event({ id: "e", at: 20, type: "start" });
  await settled();
  expect(saved.map(({ at }) => at)).toEqual(Array.from({ length: 21 }, (_, i) => i));
  expect(keeper.waiting).toBe(0);
});

it("lets the oldest go of what is more than a quarter of an hour", async () => {
  const { state, keeper } = keeping();
  state.away = true;
  for (let i = 0; i < 1_000; i += 1) keeper.point(point(i));
  await settled();
  expect(keeper.waiting).toBe(300);
});
