import type { StatsMetric, StatsPoint, StatsTick } from "../../../src/protocol/stats.ts";

/** The whole cluster, beside the ids of its servers. */
export const TOTAL = "";

/** Null: nothing is known of that moment, which a chart leaves open. */
export type Column = (number | null)[];

/** The values of one scope (a server, or `TOTAL`) over a time. */
export interface ScopeHistory {
  readonly scope: string;
  readonly points: readonly StatsPoint[];
}

/** In milliseconds since the epoch. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  /** It begins with what is known where that is later: a young cluster's lines are no slivers at the edge. */
  readonly fits: boolean;
}

/** Of what little is known, no less than this is shown. */
const SHORTEST_MS = 120_000;

/** A pause of more than so many steps is a gap, not a late point. */
const GAP_STEPS = 2.5;

/**
 * What the charts draw: one time axis in seconds, as uPlot wants it, and a column for each metric of each scope.
 * Plain arrays, changed in place: a thousand numbers a second are nothing for a framework to watch.
 */
export class SeriesBoard {
  readonly times: number[] = [];
  readonly #columns = new Map<string, Column>();
  readonly #listeners = new Set<() => void>();
  readonly #metrics: readonly StatsMetric[];
  #stepMs = 1_000;
  /** The ends of the axis, in milliseconds. */
  from = 0;
  to = 0;

  constructor(metrics: readonly StatsMetric[]) {
    this.#metrics = metrics;
  }

  /** Aligned with `times`; the same array until the next `replace`. */
  column(scope: string, metric: StatsMetric): Column {
    const key = `${scope} ${metric}`;
    let column = this.#columns.get(key);
    if (column === undefined) {
      column = new Array<number | null>(this.times.length).fill(null);
      this.#columns.set(key, column);
    }
    return column;
  }

  /** Called after each change, once for all of it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows this axis and nothing but these points. */
  replace(histories: readonly ScopeHistory[], stepMs: number, axis: Axis): void {
    const known = new Set(histories.flatMap(({ points }) => points.map(({ at }) => at)));
    const moments = [...known].sort((a, b) => a - b);
    this.times.length = 0;
    this.#columns.clear();
    this.#stepMs = stepMs;
    let before: number | undefined;
    for (const at of moments) {
      if (before !== undefined && at - before > GAP_STEPS * stepMs) {
        this.times.push((before + stepMs) / 1_000);
      }
      this.times.push(at / 1_000);
      before = at;
    }
    const places = new Map(this.times.map((time, place) => [Math.round(time * 1_000), place]));
    for (const { scope, points } of histories) {
      for (const metric of this.#metrics) {
        const column = this.column(scope, metric);
        for (const point of points) {
          const place = places.get(point.at);
          if (place !== undefined) column[place] = point[metric]?.avg ?? null;
        }
      }
    }
    this.#setAxis(axis);
    this.#changed();
  }

  /** One more second at the end; what is older than `spanMs` goes. The axis fits. */
  append(tick: StatsTick, spanMs: number): void {
    const last = this.times.at(-1);
    if (last !== undefined && tick.at <= last * 1_000) return;
    const late = last !== undefined && tick.at - last * 1_000 > GAP_STEPS * this.#stepMs;
    if (late) this.#push((last * 1_000 + this.#stepMs) / 1_000, () => null);
    // Before the first tick there are the points of the history, each of more than a second.
    this.#stepMs = 1_000;
    const scopes = new Map<string, Partial<Record<StatsMetric, number | null>>>(
      tick.servers.map((server) => [server.server_id, server]),
    ).set(TOTAL, tick.total);
    for (const scope of scopes.keys()) {
      for (const metric of this.#metrics) this.column(scope, metric);
    }
    this.#push(tick.at / 1_000, (scope, metric) => scopes.get(scope)?.[metric] ?? null);
    this.#drop(tick.at - spanMs);
    this.#setAxis({ from: tick.at - spanMs, to: tick.at, fits: true });
    this.#changed();
  }

  #setAxis({ from, to, fits }: Axis): void {
    const [first] = this.times;
    const known = fits && first !== undefined ? Math.min(first * 1_000, to - SHORTEST_MS) : from;
    this.from = Math.max(from, known);
    this.to = to;
  }

  #push(time: number, read: (scope: string, metric: StatsMetric) => number | null): void {
    this.times.push(time);
    for (const [key, column] of this.#columns) {
      const cut = key.lastIndexOf(" ");
      column.push(read(key.slice(0, cut), key.slice(cut + 1) as StatsMetric));
    }
  }

  /** One point before the edge stays: the line comes in from there. */
  #drop(before: number): void {
    const first = this.times.findIndex((time) => time * 1_000 >= before);
    if (first <= 1) return;
    this.times.splice(0, first - 1);
    for (const column of this.#columns.values()) column.splice(0, first - 1);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
