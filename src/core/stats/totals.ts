import type { ServerSample } from "../../protocol/server-sample.ts";
import { STATS_METRICS, type StatsMetric, type StatsValues } from "../../protocol/stats.ts";
import { quantiles } from "./durations.ts";
import { mergeTallies } from "./tally.ts";
import { forEachMetric, fromPlaces, rounded } from "./values.ts";

type Merged = Extract<
  {
    [M in StatsMetric]: (typeof STATS_METRICS)[M]["total"] extends "merged" ? M : never;
  }[StatsMetric],
  StatsMetric
>;

/** Of servers that are heard: sums and maxima of what they say, quantiles and means of what they measured. */
export const totalOf = (
  samples: readonly ServerSample[],
): StatsValues & Pick<ServerSample, "errors" | "limits_hit"> => {
  const values = samples.map((sample) => fromPlaces(sample.values));
  const merged = mergedOf(samples);
  return {
    ...forEachMetric((metric) => {
      const known = values.map((of) => of[metric]).filter((value) => value !== null);
      if (isMerged(metric)) return merged[metric];
      if (known.length === 0) return null;
      return STATS_METRICS[metric].total === "max"
        ? Math.max(...known)
        : rounded(known.reduce((sum, value) => sum + value, 0));
    }),
    errors: mergeTallies(samples.map(({ errors }) => errors)),
    limits_hit: mergeTallies(samples.map(({ limits_hit }) => limits_hit)),
  };
};

const isMerged = (metric: StatsMetric): metric is Merged =>
  STATS_METRICS[metric].total === "merged";

const mergedOf = (samples: readonly ServerSample[]): Readonly<Record<Merged, number | null>> => {
  const both = [0.5, 0.99];
  const commits = quantiles(
    samples.map((sample) => sample.commits),
    both,
  );
  const acks = quantiles(
    samples.map((sample) => sample.acks),
    both,
  );
  const frames = samples.reduce((sum, sample) => sum + sample.frames, 0);
  const sockets = samples.reduce((sum, sample) => sum + sample.sockets, 0);
  return {
    commit_p50_ms: commits[0] ?? null,
    commit_p99_ms: commits[1] ?? null,
    ack_p50_ms: acks[0] ?? null,
    ack_p99_ms: acks[1] ?? null,
    fan_out: frames === 0 ? null : rounded(sockets / frames),
  };
};
