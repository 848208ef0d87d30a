import type { Health, HealthCheck, HealthStatus, ServerHealth } from "../../protocol/health.ts";
import type { ServerSample } from "../../protocol/server-sample.ts";
import type { ServerIdentity, ServerStats } from "../../protocol/stats.ts";

/** A clock that is further off is set right by the server itself (docs/adr/0014); its host should be. */
const CLOCK_MS = 1_000;
/** People notice. */
const LAG_MS = 200;
const QUEUE = 1_000;

interface Looked {
  readonly row: ServerStats;
  readonly health: ServerHealth;
}

const ofServer = (
  name: HealthCheck["name"],
  { row }: Looked,
  status: HealthStatus,
  detail: string,
): HealthCheck => ({ name, status, detail, server_id: row.server_id });

/** What there is to say of each server, or, where there is nothing, of all together. */
const orAllWell = (
  name: HealthCheck["name"],
  found: readonly HealthCheck[],
  detail: string,
): readonly HealthCheck[] => (found.length > 0 ? found : [{ name, status: "ok", detail }]);

const serverChecks = (rows: readonly ServerStats[], now: number): readonly HealthCheck[] => {
  const live = rows.filter(({ state }) => state === "ok" || state === "draining");
  const lost = rows.filter(({ state }) => state === "stale");
  const found = lost.map((row): HealthCheck => {
    const seconds = Math.round((now - row.last_seen_at) / 1_000);
    const detail = `Not heard for ${seconds} s; its clients are on their way to the others.`;
    return { name: "servers", status: "error", detail, server_id: row.server_id };
  });
  const known = live.length + lost.length;
  return orAllWell("servers", found, `${live.length} of ${known} are heard.`);
};

const dependencyChecks = (
  name: "store" | "bus",
  live: readonly Looked[],
): readonly HealthCheck[] => {
  const found = live
    .filter(({ health }) => !health[name].ok)
    .map((looked) => {
      const { kind, detail = `${kind} does not answer.` } = looked.health[name];
      return ofServer(name, looked, "error", detail);
    });
  const kinds = distinct(live.map(({ health }) => health[name].kind));
  return orAllWell(name, found, `${kinds}: every server reaches it.`);
};

const clockChecks = (live: readonly Looked[]): readonly HealthCheck[] => {
  const found = live.flatMap((looked) => {
    const offset = looked.health.clock_offset_ms ?? 0;
    if (Math.abs(offset) <= CLOCK_MS) return [];
    const direction = offset > 0 ? "behind" : "ahead";
    const seconds = Math.abs(offset / 1_000).toFixed(1);
    const detail = `The host's clock is ${seconds} s ${direction}: it is corrected for, but NTP should set it.`;
    return [ofServer("clocks", looked, "warning", detail)];
  });
  return orAllWell("clocks", found, "All hosts agree to within a second.");
};

const distinct = (values: readonly (string | number)[]): string =>
  Array.from(new Set(values)).toSorted().join(", ");

/** Differences are fine in a rolling upgrade, and not for long. */
const sameChecks = (
  name: "migrations" | "versions",
  values: readonly (string | number)[],
  what: string,
): readonly HealthCheck[] => {
  const all = distinct(values);
  const isSame = new Set(values).size <= 1;
  const detail = isSame
    ? `${what} ${all}.`
    : `${what}s ${all} at once: an upgrade is not finished.`;
  return [{ name, status: isSame ? "ok" : "warning", detail }];
};

const loadChecks = (live: readonly Looked[]): readonly HealthCheck[] => {
  const found = live.flatMap((looked) => {
    const { loop_lag_ms: lag, append_queue: queue } = looked.row;
    const checks: HealthCheck[] = [];
    if ((lag ?? 0) > LAG_MS) {
      const detail = `Its event loop is late by ${Math.round(lag ?? 0)} ms (p99).`;
      checks.push(ofServer("load", looked, "warning", detail));
    }
    if ((queue ?? 0) > QUEUE) {
      checks.push(ofServer("load", looked, "warning", `${queue} sends wait for their commit.`));
    }
    return checks;
  });
  return orAllWell("load", found, "No event loop is late, and no queue long.");
};

const worst = (checks: readonly HealthCheck[]): HealthStatus => {
  if (checks.some(({ status }) => status === "error")) return "error";
  return checks.some(({ status }) => status === "warning") ? "warning" : "ok";
};

const identityOf = (row: ServerIdentity): ServerIdentity => ({
  server_id: row.server_id,
  runtime: row.runtime,
  runtime_version: row.runtime_version,
  version: row.version,
  host: row.host,
  pid: row.pid,
  started_at: row.started_at,
});

/** What an operator should know, from what every server says of itself. */
export const healthOf = (
  at: number,
  rows: readonly ServerStats[],
  samples: readonly ServerSample[],
): Health => {
  const healths = new Map(samples.map(({ server, health }) => [server.server_id, health]));
  const looked = rows.flatMap((row): Looked[] => {
    const health = healths.get(row.server_id);
    return health === undefined ? [] : [{ row, health }];
  });
  const live = looked.filter(({ row }) => row.state === "ok" || row.state === "draining");
  const checks = [
    ...serverChecks(rows, at),
    ...dependencyChecks("store", live),
    ...dependencyChecks("bus", live),
    ...clockChecks(live),
    ...sameChecks(
      "migrations",
      live.map(({ health }) => health.store.migration),
      "Schema",
    ),
    ...sameChecks(
      "versions",
      live.map(({ row }) => row.version),
      "Version",
    ),
    ...loadChecks(live),
  ];
  return {
    at,
    status: worst(checks),
    checks,
    servers: looked.map(({ row, health }) => ({
      ...identityOf(row),
      state: row.state,
      last_seen_at: row.last_seen_at,
      ...health,
    })),
  };
};
