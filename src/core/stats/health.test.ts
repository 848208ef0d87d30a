import { expect, it } from "vitest";
import type { ServerHealth } from "../../protocol/health.ts";
import type { ServerSample } from "../../protocol/server-sample.ts";
import { healthOf } from "./health.ts";
import { Roster } from "./roster.ts";
import { inPlaces, NO_VALUES } from "./values.ts";

const T0 = 1_700_000_000_000;

const sample = (
  id: string,
  health: Partial<ServerHealth> = {},
  { version = "1.0.0", lag = 1 } = {},
): ServerSample => ({
  at: T0,
  server: {
    server_id: id,
    runtime: "node",
    runtime_version: "24",
    version,
    host: "here",
    pid: 1,
    started_at: T0,
  },
  draining: false,
  values: inPlaces({ ...NO_VALUES, loop_lag_ms: lag }),
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
    clock_offset_ms: 3,
    ...health,
  },
});

/** By name and server, those that are not ok. */
const troubles = (samples: readonly ServerSample[], now = 1_000) => {
  const roster = new Roster();
  for (const one of samples) roster.heard(one, 0);
  const rows = roster.rows({ now, leased: undefined });
  const { status, checks } = healthOf(T0 + now, rows, roster.samples());
  const bad = checks.filter((check) => check.status !== "ok");
  return [status, ...bad.map(({ name, server_id = "all" }) => `${name} ${server_id}`)];
};

it("has nothing to say of servers that are well, and names each thing that was looked at", () => {
  expect(troubles([sample("a"), sample("b")])).toEqual(["ok"]);
  const roster = new Roster();
  roster.heard(sample("a"), 0);
  const { checks, servers } = healthOf(
    T0,
    roster.rows({ now: 0, leased: undefined }),
    roster.samples(),
  );
  expect(checks.map(({ name }) => name)).toEqual([
    "servers",
    "store",
    "bus",
    "clocks",
    "migrations",
    "versions",
    "load",
  ]);
  expect(servers).toMatchObject([{ server_id: "a", state: "ok", store: { migration: 1 } }]);
});

it("names the server whose store, bus or clock is wrong, and says how", () => {
  const store = { kind: "mongo", ok: false, detail: "no primary", migration: 1 };
  const bus = { kind: "redis", ok: false };
  expect(troubles([sample("a", { store }), sample("b", { bus, clock_offset_ms: -4_200 })])).toEqual(
    ["error", "store a", "bus b", "clocks b"],
  );
});

it("warns of versions and schemas that differ, and of a loop that is late", () => {
  const store = { kind: "mongo", ok: true, migration: 2 };
  const newer = sample("b", { store }, { version: "1.1.0", lag: 900 });
  expect(troubles([sample("a"), newer])).toEqual([
    "warning",
    "migrations all",
    "versions all",
    "load b",
  ]);
});

it("calls it an error that a server is not heard, and judges what it said last no more", () => {
  const bus = { kind: "redis", ok: false };
  expect(troubles([sample("a", { bus })], 20_000)).toEqual(["error", "servers a"]);
});
