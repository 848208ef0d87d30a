import type { StatsEvent } from "../../protocol/stats.ts";

/** Ten seconds of a server, or of the whole cluster. */
export interface StatsRecord {
  /** Empty: the whole cluster. */
  readonly serverId: string;
  /** When it begins, milliseconds since the epoch. */
  readonly at: number;
  /** How much is known in it: seconds that were looked at, times the servers that were heard. */
  readonly weight: number;
  /** Least, largest and mean of each metric, by its place among STATS_METRICS; NaN: nothing is known. */
  readonly values: Float32Array;
}

/** The last day of statistics. Losing some harms nothing; what is there is true. */
export interface StatsStore {
  /** Of two for the same time and place, the one of more weight stays; of equals, the first. */
  savePoint(point: StatsRecord): Promise<void>;
  /** From `from` on and before `to`, ascending: the first `limit`. */
  points(serverId: string, from: number, to: number, limit: number): Promise<StatsRecord[]>;
  /** Of each server with points from `from` on and before `to`, the last of these; by id, the first `limit`. */
  lastPoints(from: number, to: number, limit: number): Promise<StatsRecord[]>;
  /** Harmless to repeat: what has the same id is the same. */
  saveEvent(event: StatsEvent): Promise<void>;
  /** From `from` on and before `to`, ascending by time and id: the first `limit`. */
  events(from: number, to: number, limit: number): Promise<StatsEvent[]>;
  /** Removes points and events from before `at`, in bounded steps. */
  removeBefore(at: number): Promise<void>;
}
