import type { ServerIdentity } from "../protocol/stats.ts";

/** What the process of this server says of itself. */
export interface ProcessFacts {
  identity(now: number): Omit<ServerIdentity, "server_id">;
  /** Over the time since it was last measured: cores in use, memory, and how late timers were (p99). */
  measure(): ProcessMeasures;
}

export interface ProcessMeasures {
  readonly cpu: number;
  readonly rss_bytes: number;
  readonly loop_lag_ms: number;
}
