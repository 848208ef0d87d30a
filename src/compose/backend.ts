import type { Config } from "../config.ts";
import type { Clock } from "../ports/clock.ts";
import type { ServerFacts } from "../ports/cluster.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Random } from "../ports/random.ts";
import type { StartError } from "../ports/runtime.ts";
import type { ServiceDeps } from "../services.ts";

/** What remembers and what connects: the adapters that differ between an embedded server and a cluster. */
export interface Backend
  extends Pick<
    ServiceDeps,
    | "clock"
    | "clockOffset"
    | "store"
    | "blobs"
    | "bus"
    | "presence"
    | "cluster"
    | "limiter"
    | "rotations"
  > {
  /** What tokens are signed with. */
  readonly secret: string;
  /** Takes its place among the other servers. Throws StartError where it may not. */
  join(): Promise<void>;
  /** Lets go of everything, the store last. */
  close(): Promise<void>;
}

export interface BackendDeps {
  readonly config: Config;
  readonly serverId: string;
  readonly logger: Logger;
  /** Of this machine. */
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  /** What the other servers are to know of this one. */
  readonly facts: () => ServerFacts;
  /** Found out too late to be thrown while opening. */
  readonly broken: (error: StartError) => void;
}
