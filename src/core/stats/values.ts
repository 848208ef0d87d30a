import { STATS_METRIC_NAMES, type StatsMetric, type StatsValues } from "../../protocol/stats.ts";

/** The same for each metric. */
export const forEachMetric = <T>(
  of: (metric: StatsMetric, place: number) => T,
): Record<StatsMetric, T> =>
  Object.fromEntries(
    STATS_METRIC_NAMES.map((metric, place) => [metric, of(metric, place)]),
  ) as Record<StatsMetric, T>;

/** By their places, as servers tell each other and stores keep them. */
export const inPlaces = (values: StatsValues): (number | null)[] =>
  STATS_METRIC_NAMES.map((metric) => values[metric]);

export const fromPlaces = (values: readonly (number | null)[]): StatsValues =>
  forEachMetric((_, place) => values[place] ?? null);

export const NO_VALUES: StatsValues = forEachMetric(() => null);

/** Thousandths are enough of anything, and sums of them stay readable. */
export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
