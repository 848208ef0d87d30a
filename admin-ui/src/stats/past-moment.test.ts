import { expect, it } from "vitest";
import type { ServerIdentity, StatsPoint } from "../../../src/protocol/stats.ts";
import { pastMoment } from "./past-moment.ts";

const TO = 1_000_000;
const point = (at: number, connections: number): StatsPoint => ({
  at,
  connections: { min: connections, max: connections, avg: connections },
});
const identity = (server_id: string, started_at: number): ServerIdentity => ({
  server_id,
  started_at,
  runtime: "bun",
  runtime_version: "1",
  version: "1",
  host: "h",
  pid: 1,
});
const span = { from: TO - 900_000, to: TO, total: point(TO - 10_000, 7) };

it("names the servers that were there then, whoever is known now", () => {
  const names = Array.from({ length: 12 }, (_, i) => `server-${i}`);
  const servers = names.map((server_id) => ({ server_id, last: point(TO - 10_000, 2) }));
  const moment = pastMoment({ ...span, servers }, [identity("came-later", TO + 5)]);
  expect(moment.servers.map(({ server_id, state }) => [server_id, state])).toEqual(
    names.map((name) => [name, "ok"]),
  );
  expect(moment).toMatchObject({ at: TO, serversUp: 12, serverCount: 12 });
  expect(moment.total.connections).toBe(7);
  expect(moment.servers[0]?.values.connections).toBe(2);
  expect(moment.servers[0]?.identity).toBeUndefined();
});

it("says of one that fell silent what was heard last, and misses it unless it was stopped", () => {
  const servers = [
    { server_id: "here", last: point(TO - 20_000, 1) },
    { server_id: "lost", last: point(TO - 60_000, 3) },
    { server_id: "replaced", stopped: true as const, last: point(TO - 10_000, 4) },
  ];
  const { servers: rows, serversUp, serverCount } = pastMoment({ ...span, servers }, []);
  expect(rows.map(({ state }) => state)).toEqual(["ok", "gone", "gone"]);
  expect(rows[1]).toMatchObject({
    values: {},
    last: { connections: 3 },
    last_seen_at: TO - 50_000,
  });
  expect([serversUp, serverCount]).toEqual([1, 2]);
});

it("takes what a server is from now only if it is the same process", () => {
  const servers = [
    { server_id: "same", last: point(TO - 10_000, 1) },
    { server_id: "restarted", last: point(TO - 10_000, 1) },
  ];
  const known = [identity("same", TO - 5_000_000), identity("restarted", TO + 60_000)];
  const [same, restarted] = pastMoment({ ...span, servers }, known).servers;
  expect(same?.identity?.runtime).toBe("bun");
  expect(restarted?.identity).toBeUndefined();
});

it("has no total where the cluster itself was not heard", () => {
  const moment = pastMoment({ ...span, total: point(TO - 120_000, 7), servers: [] }, []);
  expect(moment).toMatchObject({ total: {}, serversUp: 0, serverCount: 0 });
});
