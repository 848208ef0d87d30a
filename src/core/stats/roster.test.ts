import { describe, expect, it } from "vitest";
import type { ServerSample } from "../../protocol/server-sample.ts";
import type { ServerStats } from "../../protocol/stats.ts";
import { Durations } from "./durations.ts";
import { Roster } from "./roster.ts";
import { totalOf } from "./totals.ts";
import { inPlaces, NO_VALUES } from "./values.ts";

const T0 = 1_700_000_000_000;

const sampleOf = (
  id: string,
  second: number,
  other: Partial<ServerSample> = {},
  values: Partial<typeof NO_VALUES> = {},
): ServerSample => ({
  at: T0 + second * 1_000,
  server: {
    server_id: id,
    runtime: "node",
    runtime_version: "24",
    version: "1.0.0",
    host: "here",
    pid: 1,
    started_at: T0,
  },
  draining: false,
  values: inPlaces({ ...NO_VALUES, connections: 10, cpu: 0.1, loop_lag_ms: 2, ...values }),
  commits: [],
  acks: [],
  frames: 0,
  sockets: 0,
  errors: {},
  limits_hit: {},
  events: [],
  health: {
    store: { kind: "mongo", ok: true, migration: 1 },
    bus: { kind: "redis", ok: true },
    clock_offset_ms: 0,
  },
  ...other,
});

const states = (rows: readonly ServerStats[]): string =>
  rows
    .toSorted((a, b) => (a.server_id < b.server_id ? -1 : 1))
    .map(({ server_id, state }) => `${server_id}:${state}`)
    .join(" ");

const heardAt = (roster: Roster, ...samples: readonly (readonly [string, number])[]) => {
  for (const [id, second] of samples) roster.heard(sampleOf(id, second), second * 1_000);
};

describe("the roster", () => {
  it("shows a server that falls silent as stale after 10 s, as gone after 30 without a lease", () => {
    const roster = new Roster();
    heardAt(roster, ["b", 0], ["a", 0]);
    for (let second = 1; second <= 40; second += 1) {
      heardAt(roster, ["a", second]);
      const leased = new Set(second < 15 ? ["a", "b"] : ["a"]);
      const rows = roster.rows({ now: second * 1_000, leased });
      const silent = second <= 30 ? "stale" : "gone";
      expect(states(rows), `${second} s`).toBe(`a:ok b:${second <= 10 ? "ok" : silent}`);
    }
  });

  it("says of a silent one what it said last, and nothing in its numbers", () => {
    const roster = new Roster();
    heardAt(roster, ["a", 0]);
    const [row] = roster.rows({ now: 11_000, leased: undefined });
    expect(row).toMatchObject({ connections: null, last: { connections: 10 }, last_seen_at: T0 });
    expect(roster.live(11_000)).toEqual([]);
  });

  it("shows a silent one by the same row again and again: many ticks are kept, of as many as came and went", () => {
    const roster = new Roster();
    heardAt(roster, ["a", 0]);
    const leased = new Set<string>();
    const rowAt = (second: number) => roster.rows({ now: second * 1_000, leased })[0];
    const stale = rowAt(11);
    expect(rowAt(12)).toBe(stale);
    const gone = rowAt(31);
    expect(gone).toMatchObject({ state: "gone", last_seen_at: T0 });
    expect(rowAt(32)).toBe(gone);
    heardAt(roster, ["a", 40]);
    expect(rowAt(40)).toMatchObject({ state: "ok", connections: 10 });
    expect(rowAt(51)).toMatchObject({ state: "stale", last_seen_at: T0 + 40_000 });
  });

  it("does not call anyone gone who may still hold a lease, or while that can't be known", () => {
    const roster = new Roster();
    heardAt(roster, ["a", 0]);
    for (const leased of [undefined, new Set(["a"])]) {
      expect(states(roster.rows({ now: 3_600_000, leased }))).toBe("a:stale");
    }
  });

  it("tells once that one was lost, and of the gap when it is back", () => {
    const roster = new Roster();
    heardAt(roster, ["a", 0]);
    expect(roster.lost(10_000)).toEqual([]);
    expect(roster.lost(10_001)).toMatchObject([{ type: "lost", server_id: "a", at: T0 }]);
    expect(roster.lost(11_000)).toEqual([]);
    expect(roster.heard(sampleOf("a", 60), 60_000)).toMatchObject([
      { type: "gap", server_id: "a", at: T0, until: T0 + 60_000 },
    ]);
    expect(states(roster.rows({ now: 60_000, leased: undefined }))).toBe("a:ok");
    const anew = sampleOf("a", 99);
    expect(roster.lost(80_000)).toHaveLength(1);
    const restarted = { ...anew, server: { ...anew.server, started_at: T0 + 98_000 } };
    expect(roster.heard(restarted, 99_000), "a start tells of itself").toEqual([]);
  });

  it("knows who drains and who said goodbye, and forgets the latter after ten minutes", () => {
    const roster = new Roster();
    roster.heard(sampleOf("a", 0, { draining: true }), 0);
    roster.heard(sampleOf("b", 0, { stopped: true }), 0);
    expect(states(roster.rows({ now: 1, leased: undefined }))).toBe("a:draining b:gone");
    roster.heard(sampleOf("c", 0), 0);
    roster.heard(sampleOf("c", 0, { stopped: true }), 400);
    expect(states(roster.rows({ now: 500, leased: undefined })), "within the same second").toBe(
      "a:draining b:gone c:gone",
    );
    expect(roster.lost(60_000), "b was stopped").toMatchObject([{ server_id: "a" }]);
    expect(states(roster.rows({ now: 601_000, leased: undefined }))).toBe("a:stale");
  });

  it("passes over what was overtaken on the way, but not a clock that was put right", () => {
    const roster = new Roster();
    const connections = () =>
      roster.rows({ now: 9_000, leased: undefined }).map((row) => row.connections);
    roster.heard(sampleOf("a", 9, {}, { connections: 9 }), 9_000);
    roster.heard(sampleOf("a", 8, {}, { connections: 8 }), 9_000);
    expect(connections()).toEqual([9]);
    roster.heard(sampleOf("a", -3_600, {}, { connections: 1 }), 9_000);
    expect(connections()).toEqual([1]);
  });

  it("keeps at most 50 on show, those that live first of all", () => {
    const roster = new Roster();
    for (let i = 0; i < 80; i += 1) heardAt(roster, [`lost-${i}`, i]);
    heardAt(roster, ["alive", 200]);
    const rows = roster.rows({ now: 200_000, leased: undefined });
    expect(rows).toHaveLength(50);
    expect(rows.some(({ server_id }) => server_id === "alive")).toBe(true);
    expect(rows.some(({ server_id }) => server_id === "lost-0")).toBe(false);
  });

  it("finds the slowest message of the last minute, of whichever server", () => {
    const roster = new Roster();
    const trace = (total_us: number) => ({
      at: T0,
      from_server_id: "a",
      total_us,
      steps: [],
    });
    roster.heard(sampleOf("a", 0, { slowest: trace(900) }), 0);
    roster.heard(sampleOf("a", 30, { slowest: trace(500) }), 30_000);
    roster.heard(sampleOf("b", 31, { slowest: trace(700) }), 31_000);
    expect(roster.slowest(40_000)?.total_us).toBe(900);
    expect(roster.slowest(61_000)?.total_us).toBe(700);
    expect(roster.slowest(95_000)).toBeUndefined();
  });
});

describe("totals", () => {
  it("are sums, maxima, and quantiles of what all measured", () => {
    const measured = (...ms: readonly number[]) => {
      const durations = new Durations();
      for (const one of ms) durations.observe(one);
      return [...durations.take()];
    };
    const a = sampleOf("a", 0, {
      acks: measured(1, 1, 1),
      frames: 1,
      sockets: 100,
      errors: { gone: 1 },
    });
    const b = sampleOf(
      "b",
      0,
      { acks: measured(100), frames: 3, sockets: 0, errors: { gone: 2, conflict: 1 } },
      { connections: 5, cpu: 0.2, loop_lag_ms: 7, bus_delay_ms: 1 },
    );
    const total = totalOf([a, b]);
    expect(total).toMatchObject({
      connections: 15,
      cpu: 0.3,
      loop_lag_ms: 7,
      bus_delay_ms: 1,
      store_delay_ms: null,
      commit_p99_ms: null,
      fan_out: 25,
      errors: { gone: 3, conflict: 1 },
    });
    expect(total.ack_p50_ms).toBeCloseTo(1, 1);
    expect(total.ack_p99_ms).toBeGreaterThan(93);
    expect(totalOf([])).toMatchObject({ connections: null, errors: {} });
  });
});
