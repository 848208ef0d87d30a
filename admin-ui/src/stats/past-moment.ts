import type { ServerIdentity, StatsPoint } from "../../../src/protocol/stats.ts";
import { STEP_MS } from "./history.ts";
import type { Moment, MomentValues, ServerMoment } from "./moment.ts";
import type { PastServers } from "./use-past-servers.ts";

/** A point counts for the end of the time shown when it began no longer ago than this many steps. */
const NEAR_STEPS = 3;

const valuesOf = (point: StatsPoint): MomentValues => {
  const { at, ...ranges } = point;
  return Object.fromEntries(
    Object.entries(ranges).map(([metric, range]) => [metric, range?.avg ?? null]),
  );
};

/**
 * The end of a past, from what was kept of it. `known` are the servers of now: what a server is that is still the
 * same process is said of it then, too.
 */
export const pastMoment = (past: PastServers, known: readonly ServerIdentity[]): Moment => {
  const near = (point: StatsPoint): boolean => point.at >= past.to - NEAR_STEPS * STEP_MS;
  const servers = past.servers.map(({ server_id, last, stopped }): ServerMoment => {
    const identity = known.find((one) => one.server_id === server_id);
    const heard = stopped !== true && near(last);
    return {
      server_id,
      identity: identity && identity.started_at < last.at + STEP_MS ? identity : undefined,
      state: heard ? "ok" : "gone",
      last_seen_at: last.at + STEP_MS,
      values: heard ? valuesOf(last) : {},
      last: heard ? undefined : valuesOf(last),
    };
  });
  return {
    at: past.to,
    servers,
    total: past.total && near(past.total) ? valuesOf(past.total) : {},
    serversUp: servers.filter(({ state }) => state === "ok").length,
    serverCount: past.servers.filter(({ stopped }) => stopped !== true).length,
  };
};
