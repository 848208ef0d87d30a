import type { RateLimitName } from "../../protocol/settings.ts";

/** What met a limit in one minute: those with the most hits by name, the others in sum. No text of anything. */
export interface MinuteTraffic {
  readonly callers: readonly {
    readonly caller: string;
    readonly hits: number;
    readonly refused: number;
  }[];
  readonly unnamed: {
    readonly callers: number;
    readonly hits: number;
    readonly refused: number;
    /** The most hits of any of them. */
    readonly busiest: number;
  };
}

/** One minute of one server. */
export interface TrafficRecord {
  /** When the minute began. */
  readonly at: number;
  readonly serverId: string;
  readonly limits: Readonly<Partial<Record<RateLimitName, MinuteTraffic>>>;
}

export interface LimitTrafficStore {
  saveTraffic(record: TrafficRecord): Promise<void>;
  /** Those of all servers with `from` <= at < `to`, in the order of their times. */
  traffic(from: number, to: number): Promise<TrafficRecord[]>;
  removeTraffic(before: number): Promise<void>;
}
