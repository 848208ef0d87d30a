import type { Server } from "../../protocol/admin-entities.ts";
import type { ServerSample } from "../../protocol/server-sample.ts";
import {
  type ServerState,
  type ServerStats,
  STALE_MS,
  type StatsEvent,
} from "../../protocol/stats.ts";
import type { Trace } from "../../protocol/traces.ts";
import { fromPlaces, NO_VALUES } from "./values.ts";

/** Stale for so long, and without a lease: it does not come back by itself. */
const GONE_MS = 30_000;
/** Lost ones stay on show for a day, those that were stopped for ten minutes, and so many of both. */
const SHOW_LOST_MS = 24 * 3_600_000;
const SHOW_STOPPED_MS = 10 * 60_000;
const SHOW_AT_MOST = 50;
const SLOWEST_MS = 60_000;
const OVERTAKEN_MS = 5_000;

interface Known {
  sample: ServerSample;
  /** Monotonic milliseconds of this server. */
  heardAt: number;
  /** Its being stale was told. */
  isTold: boolean;
  /** Its slowest messages, and when they were heard of; not older than a minute. */
  slowest: { readonly trace: Trace; readonly heardAt: number }[];
  /** How it is shown while nothing is heard of it: two minutes of ticks share it, where many servers came and went. */
  silentRow?: ServerStats;
}

/** What is known of a server beside what it says itself. */
export interface Surroundings {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Servers that hold a lease; undefined while that can't be known. */
  readonly leased: ReadonlySet<string> | undefined;
}

/** Every server that was heard: how each is now, those that are lost included. */
export class Roster {
  readonly #known = new Map<string, Known>();

  /** Answers what follows from hearing it: a gap that is over. */
  heard(sample: ServerSample, now: number): StatsEvent[] {
    const { server_id: id, started_at: startedAt } = sample.server;
    const known = this.#known.get(id);
    const isSameProcess = known?.sample.server.started_at === startedAt;
    const behindMs = (known?.sample.at ?? 0) - sample.at;
    // Overtaken on the way; more than that is a clock that was put right. A last word is the last whenever it is said.
    const isOvertaken = behindMs >= 0 && behindMs < OVERTAKEN_MS && sample.stopped !== true;
    if (isSameProcess && isOvertaken) return [];
    const slowest = (known?.slowest ?? []).filter(({ heardAt }) => now - heardAt < SLOWEST_MS);
    if (sample.slowest !== undefined) slowest.push({ trace: sample.slowest, heardAt: now });
    this.#known.set(id, { sample, heardAt: now, isTold: false, slowest });
    return isSameProcess && known.isTold ? [gapOf(known.sample, sample.at)] : [];
  }

  /** Those that are heard. */
  live(now: number): ServerSample[] {
    return Array.from(this.#known.values(), (known) => known)
      .filter((known) => isHeard(known, now))
      .map(({ sample }) => sample);
  }

  /** Every one, as it is now. */
  rows(surroundings: Surroundings): ServerStats[] {
    this.#forget(surroundings.now);
    return Array.from(this.#known.values(), (known) => rowOf(known, surroundings));
  }

  has(serverId: string): boolean {
    return this.#known.has(serverId);
  }

  /** Servers that fell silent since this was last asked. */
  lost(now: number): StatsEvent[] {
    const events: StatsEvent[] = [];
    for (const known of this.#known.values()) {
      if (known.isTold || known.sample.stopped === true || isHeard(known, now)) continue;
      known.isTold = true;
      events.push(lossOf(known.sample));
    }
    return events;
  }

  get size(): number {
    return this.#known.size;
  }

  samples(): readonly ServerSample[] {
    return Array.from(this.#known.values(), ({ sample }) => sample);
  }

  /** Of the last minute. */
  slowest(now: number): Trace | undefined {
    let slowest: Trace | undefined;
    for (const known of this.#known.values()) {
      for (const { trace, heardAt } of known.slowest) {
        if (now - heardAt >= SLOWEST_MS) continue;
        if (slowest === undefined || trace.total_us > slowest.total_us) slowest = trace;
      }
    }
    return slowest;
  }

  #forget(now: number): void {
    for (const [id, { sample, heardAt }] of this.#known) {
      const shown = sample.stopped === true ? SHOW_STOPPED_MS : SHOW_LOST_MS;
      if (now - heardAt > shown) this.#known.delete(id);
    }
    if (this.#known.size <= SHOW_AT_MOST) return;
    const silent = Array.from(this.#known)
      .filter(([, known]) => !isHeard(known, now))
      .sort(([, a], [, b]) => a.heardAt - b.heardAt);
    const tooMany = this.#known.size - SHOW_AT_MOST;
    for (const [id] of silent.slice(0, tooMany)) this.#known.delete(id);
  }
}

const isHeard = ({ sample, heardAt }: Known, now: number): boolean =>
  sample.stopped !== true && now - heardAt <= STALE_MS;

const stateOf = (known: Known, { now, leased }: Surroundings): ServerState => {
  const { sample, heardAt } = known;
  if (sample.stopped === true) return "gone";
  if (isHeard(known, now)) return sample.draining ? "draining" : "ok";
  const isGone = now - heardAt > GONE_MS && leased?.has(sample.server.server_id) === false;
  return isGone ? "gone" : "stale";
};

const rowOf = (known: Known, surroundings: Surroundings): ServerStats => {
  const { sample } = known;
  const state = stateOf(known, surroundings);
  if (state === "stale" || state === "gone") return silentRowOf(known, state);
  const head = { ...sample.server, state, last_seen_at: sample.at };
  const values = fromPlaces(sample.values);
  return { ...head, ...values, errors: sample.errors, limits_hit: sample.limits_hit };
};

const silentRowOf = (known: Known, state: "stale" | "gone"): ServerStats => {
  const { sample, silentRow } = known;
  if (silentRow?.state === state) return silentRow;
  const row = {
    ...sample.server,
    state,
    last_seen_at: sample.at,
    ...(sample.stopped === true ? { stopped: true as const } : {}),
    ...NO_VALUES,
    errors: {},
    limits_hit: {},
    last: fromPlaces(sample.values),
  };
  known.silentRow = row;
  return row;
};

/** One that holds a lease and was never heard: of a version that says nothing, or cut off from the bus. */
export const unheardRow = (server: Server): ServerStats => ({
  server_id: server.server_id,
  runtime: server.runtime,
  runtime_version: server.runtime_version,
  version: server.version,
  host: server.host,
  pid: server.pid,
  started_at: server.started_at,
  state: "stale",
  last_seen_at: server.last_seen_at,
  ...NO_VALUES,
  errors: {},
  limits_hit: {},
});

/** Every server finds out by itself; their ids make them one. */
const lossOf = ({ server: { server_id }, at }: ServerSample): StatsEvent => ({
  id: `lost:${server_id}:${at}`,
  at,
  type: "lost",
  server_id,
});

const gapOf = ({ server: { server_id }, at }: ServerSample, until: number): StatsEvent => ({
  id: `gap:${server_id}:${at}`,
  at,
  type: "gap",
  server_id,
  until,
});
