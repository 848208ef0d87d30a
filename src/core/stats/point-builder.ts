import type { StatsRecord } from "../../ports/store/stats.ts";
import {
  STATS_METRIC_NAMES,
  STATS_STEP_MS,
  type StatsPoint,
  type StatsValues,
} from "../../protocol/stats.ts";

const FIELDS = 3;
const COLUMNS = STATS_METRIC_NAMES.length;

/** Gathers what is looked at every second into points of ten. */
export class PointBuilder {
  readonly #serverId: string;
  #at: number | undefined;
  #weight = 0;
  readonly #min = new Float64Array(COLUMNS);
  readonly #max = new Float64Array(COLUMNS);
  readonly #sum = new Float64Array(COLUMNS);
  readonly #count = new Uint32Array(COLUMNS);

  constructor(serverId: string) {
    this.#serverId = serverId;
  }

  /** `at` is the end of the second; answers the point that it is no longer part of. */
  add(at: number, values: StatsValues, weight: number): StatsRecord | undefined {
    const begin = Math.floor((at - 1) / STATS_STEP_MS) * STATS_STEP_MS;
    const finished = this.#at === undefined || this.#at === begin ? undefined : this.current;
    if (this.#at !== begin) this.#begin(begin);
    this.#weight += weight;
    STATS_METRIC_NAMES.forEach((metric, place) => {
      const value = values[metric];
      if (value !== null) this.#addValue(place, value);
    });
    return finished;
  }

  /** What there is of the point under way. */
  get current(): StatsRecord | undefined {
    if (this.#at === undefined) return undefined;
    const values = new Float32Array(COLUMNS * FIELDS).fill(Number.NaN);
    for (let place = 0; place < COLUMNS; place += 1) {
      const count = this.#count[place] ?? 0;
      if (count === 0) continue;
      const mean = (this.#sum[place] ?? 0) / count;
      values.set([this.#min[place] ?? 0, this.#max[place] ?? 0, mean], place * FIELDS);
    }
    return { serverId: this.#serverId, at: this.#at, weight: this.#weight, values };
  }

  #begin(at: number): void {
    this.#at = at;
    this.#weight = 0;
    this.#min.fill(Number.POSITIVE_INFINITY);
    this.#max.fill(Number.NEGATIVE_INFINITY);
    this.#sum.fill(0);
    this.#count.fill(0);
  }

  #addValue(place: number, value: number): void {
    this.#min[place] = Math.min(this.#min[place] ?? value, value);
    this.#max[place] = Math.max(this.#max[place] ?? value, value);
    this.#sum[place] = (this.#sum[place] ?? 0) + value;
    this.#count[place] = (this.#count[place] ?? 0) + 1;
  }
}

interface Range {
  min: number;
  max: number;
  sum: number;
  count: number;
}

/** Makes few points of many: each of several of the store's, whose gaps stay gaps. */
export class Downsampling {
  readonly #stepMs: number;
  readonly #places: readonly number[];
  readonly #points: StatsPoint[] = [];
  #at: number | undefined;
  #ranges: (Range | undefined)[] = [];

  /** Of the metrics at these places alone. */
  constructor(stepMs: number, places: readonly number[]) {
    this.#stepMs = stepMs;
    this.#places = places;
  }

  /** In the order of their times. */
  add({ at, values }: StatsRecord): void {
    const begin = Math.floor(at / this.#stepMs) * this.#stepMs;
    if (begin !== this.#at) this.#next(begin);
    this.#places.forEach((place, index) => {
      const first = place * FIELDS;
      const min = values[first] ?? Number.NaN;
      const max = values[first + 1] ?? Number.NaN;
      const mean = values[first + 2] ?? Number.NaN;
      // NaN, or of a version that did not measure it yet.
      if (Number.isNaN(mean)) return;
      const range = this.#ranges[index];
      if (range === undefined) {
        this.#ranges[index] = { min, max, sum: mean, count: 1 };
        return;
      }
      range.min = Math.min(range.min, min);
      range.max = Math.max(range.max, max);
      range.sum += mean;
      range.count += 1;
    });
  }

  finish(): StatsPoint[] {
    this.#next(undefined);
    return this.#points;
  }

  #next(begin: number | undefined): void {
    if (this.#at !== undefined) {
      const point: Record<string, unknown> = { at: this.#at };
      this.#ranges.forEach((range, index) => {
        const metric = STATS_METRIC_NAMES[this.#places[index] ?? -1];
        if (range === undefined || metric === undefined) return;
        const { min, max, sum, count } = range;
        point[metric] = { min: readable(min), max: readable(max), avg: readable(sum / count) };
      });
      this.#points.push(point as StatsPoint);
    }
    this.#at = begin;
    this.#ranges = new Array<Range | undefined>(this.#places.length).fill(undefined);
  }
}

/** One of the store's, as it is. */
export const pointOf = (record: StatsRecord): StatsPoint => {
  const alone = new Downsampling(STATS_STEP_MS, [...STATS_METRIC_NAMES.keys()]);
  alone.add(record);
  return alone.finish()[0] ?? { at: record.at };
};

/** They are kept with seven digits. */
const readable = (value: number): number => {
  const thousandths = Math.round(value * 1_000) / 1_000;
  return Math.abs(value) >= 1e7 ? Number(value.toPrecision(7)) : thousandths;
};

const NICE_STEPS = [1, 2, 3, 6, 9, 12, 18, 30, 60, 90, 180, 360, 720, 1_440, 8_640].map(
  (tens) => tens * STATS_STEP_MS,
);

/** The shortest step by which a span has no more points than that. */
export const stepFor = (spanMs: number, maxPoints: number): number =>
  // A span that begins within a step touches one more.
  NICE_STEPS.find((step) => Math.ceil(spanMs / step) + 1 <= maxPoints) ?? spanMs;
