import type { ServerIdentity, ServerState, StatsMetric } from "../../../src/protocol/stats.ts";

export type MomentValues = Partial<Readonly<Record<StatsMetric, number | null>>>;

/** A server at the moment that is shown. */
export interface ServerMoment {
  readonly server_id: string;
  /** Undefined of one that nobody remembers: only its numbers are kept. */
  readonly identity: ServerIdentity | undefined;
  readonly state: ServerState;
  readonly last_seen_at: number;
  readonly values: MomentValues;
  /** What was heard last of one that is not heard at that moment. */
  readonly last: MomentValues | undefined;
}

export interface Moment {
  readonly at: number;
  readonly servers: readonly ServerMoment[];
  readonly total: MomentValues;
  readonly serversUp: number;
  readonly serverCount: number;
}
