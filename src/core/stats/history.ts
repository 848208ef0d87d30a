import type { Clock } from "../../ports/clock.ts";
import type { StatsRecord, StatsStore } from "../../ports/store/stats.ts";
import {
  type SpanServers,
  STATS_MAX_POINTS,
  STATS_METRIC_NAMES,
  STATS_STEP_MS,
  type StatsEvent,
  type StatsMetric,
  type StatsPoint,
} from "../../protocol/stats.ts";
import { Downsampling, pointOf, stepFor } from "./point-builder.ts";

export interface SpanQuery {
  readonly minutes?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface HistoryQuery extends SpanQuery {
  readonly server_id?: string | undefined;
  readonly metrics?: readonly StatsMetric[] | undefined;
  readonly max_points?: number | undefined;
}

export interface StatsHistoryDeps {
  readonly store: StatsStore;
  readonly clock: Clock;
  /** What is not in the store yet. */
  readonly current: (serverId: string) => StatsRecord | undefined;
}

const DEFAULT_MINUTES = 15;
/** Read at once. */
const PAGE = 1_000;
const MAX_EVENTS = 1_000;
/** As many as are shown of those that live. */
const MAX_SERVERS = 50;

/** The last day, as it was kept. */
export class StatsHistory {
  readonly #deps: StatsHistoryDeps;

  constructor(deps: StatsHistoryDeps) {
    this.#deps = deps;
  }

  async points(query: HistoryQuery): Promise<{ step_ms: number; points: StatsPoint[] }> {
    const { from, to } = this.#span(query);
    const stepMs = stepFor(to - from, query.max_points ?? STATS_MAX_POINTS);
    const names = query.metrics ?? STATS_METRIC_NAMES;
    const places = names.map((name) => STATS_METRIC_NAMES.indexOf(name));
    const downsampling = new Downsampling(stepMs, places);
    const serverId = query.server_id ?? "";
    // Whole steps, so that the same span is the same points for whoever asks, whenever.
    let next = Math.floor(from / stepMs) * stepMs;
    for (;;) {
      const page = await this.#deps.store.points(serverId, next, to, PAGE);
      for (const record of page) downsampling.add(record);
      const last = page.at(-1);
      if (last !== undefined) next = last.at + 1;
      if (page.length < PAGE) break;
      // A day is nine pages: others have their turn between two of them.
      await new Promise<void>((resolve) => {
        this.#deps.clock.turnEnd(resolve);
      });
    }
    const current = this.#deps.current(serverId);
    if (current !== undefined && current.at >= next && current.at < to) downsampling.add(current);
    return { step_ms: stepMs, points: downsampling.finish() };
  }

  /** Who was heard within a span, and the last point of each that was over when the span ended. */
  async servers(query: SpanQuery): Promise<SpanServers> {
    const { from, to } = this.#span(query);
    const begin = Math.floor(from / STATS_STEP_MS) * STATS_STEP_MS;
    const end = to - STATS_STEP_MS + 1;
    const { store } = this.#deps;
    const records = await store.lastPoints(begin, end, MAX_SERVERS + 1);
    const stopped = stoppedBy(await store.events(from, to, MAX_EVENTS));
    const total = records.find(({ serverId }) => serverId === "");
    const servers = records.filter(({ serverId }) => serverId !== "").slice(0, MAX_SERVERS);
    return {
      ...(total && { total: pointOf(total) }),
      servers: servers.map((record) => ({
        server_id: record.serverId,
        ...(stopped.has(record.serverId) ? { stopped: true } : {}),
        last: pointOf(record),
      })),
    };
  }

  events(query: SpanQuery): Promise<StatsEvent[]> {
    const { from, to } = this.#span(query);
    return this.#deps.store.events(from, to, MAX_EVENTS);
  }

  #span({ minutes, from, to }: SpanQuery): { readonly from: number; readonly to: number } {
    if (from !== undefined && to !== undefined) return { from, to };
    const now = this.#deps.clock.now();
    // The present second is in it.
    return { from: now - (minutes ?? DEFAULT_MINUTES) * 60_000, to: now + 1 };
  }
}

/** Servers that went in good order, and did not come back. */
const stoppedBy = (events: readonly StatsEvent[]): ReadonlySet<string> => {
  const stopped = new Set<string>();
  for (const { type, server_id } of events) {
    if (server_id === undefined) continue;
    if (type === "stop") stopped.add(server_id);
    else if (type === "start" || type === "deploy") stopped.delete(server_id);
  }
  return stopped;
};
