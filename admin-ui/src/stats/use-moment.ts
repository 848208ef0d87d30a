import { computed, type Ref } from "vue";
import type {
  ServerIdentity,
  ServerState,
  StatsMetric,
  StatsPoint,
} from "../../../src/protocol/stats.ts";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";
import { TOTAL } from "./series-board.ts";
import type { Series } from "./use-series.ts";

export type MomentValues = Partial<Readonly<Record<StatsMetric, number | null>>>;

/** A server at the moment that is shown. */
export interface ServerMoment extends ServerIdentity {
  readonly state: ServerState;
  readonly last_seen_at: number;
  readonly values: MomentValues;
  /** What was heard last of one that is not heard now. */
  readonly last: MomentValues | undefined;
}

export interface Moment {
  readonly at: number;
  readonly servers: readonly ServerMoment[];
  readonly total: MomentValues;
  readonly serversUp: number;
  readonly serverCount: number;
}

/** A point of the past counts for the end of the time shown when it began no longer ago than this many steps. */
const NEAR_STEPS = 3;

const valuesOf = (point: StatsPoint | undefined): MomentValues => {
  if (point === undefined) return {};
  const { at, ...ranges } = point;
  return Object.fromEntries(
    Object.entries(ranges).map(([metric, range]) => [metric, range?.avg ?? null]),
  );
};

/**
 * All numbers of one moment, from one source: the newest second, or the end of the past that is shown. While the
 * history of that is on its way the moment before stays: what is not known yet is no outage.
 */
export const useMoment = (series: Series): Readonly<Ref<Moment | undefined>> => {
  const live = useLive();
  const time = useTime();

  const now = computed((): Moment | undefined => {
    const tick = live.tick;
    if (tick === undefined) return undefined;
    return {
      at: tick.at,
      servers: tick.servers.map((server) => ({ ...server, values: server, last: server.last })),
      total: tick.total,
      serversUp: tick.total.servers_up,
      serverCount: tick.total.servers,
    };
  });
  const past = computed((): Moment | undefined => {
    const window = time.window;
    const answer = series.history.data.value;
    const known = live.tick?.servers;
    if (window.mode === "live" || answer === undefined || known === undefined) return undefined;
    const asked = [TOTAL, ...series.servers.value];
    const reaches = answer.from <= window.to && window.to <= answer.to;
    if (!reaches || !asked.every((id) => answer.scopes.some(({ scope }) => scope === id))) {
      return undefined;
    }
    const oldest = window.to - NEAR_STEPS * answer.stepMs;
    const pointOf = (scope: string): StatsPoint | undefined => {
      // One that was not over then would say something else a moment later.
      const last = answer.scopes
        .find((one) => one.scope === scope)
        ?.points.findLast(({ at }) => at + answer.stepMs <= window.to);
      return last !== undefined && last.at >= oldest ? last : undefined;
    };
    const servers = known.map((server): ServerMoment => {
      const point = pointOf(server.server_id);
      return {
        ...server,
        state: point ? "ok" : "gone",
        last_seen_at: point?.at ?? 0,
        values: valuesOf(point),
        last: undefined,
      };
    });
    return {
      at: window.to,
      servers,
      total: valuesOf(pointOf(TOTAL)),
      serversUp: servers.filter(({ state }) => state === "ok").length,
      serverCount: servers.length,
    };
  });

  return computed<Moment | undefined>((before) => {
    if (time.isLive) return now.value;
    return past.value ?? (series.history.failure.value ? undefined : before);
  });
};
