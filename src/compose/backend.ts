import type { Config } from "../config.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Random } from "../ports/random.ts";
import type { ServiceDeps } from "../services.ts";

/** What remembers and what connects: the adapters that differ between an embedded server and a cluster. */
export interface Backend extends Pick<ServiceDeps, "store" | "bus" | "presence" | "limiter"> {
  /** What tokens are signed with. */
  readonly secret: string;
  /** Lets go of everything, the store last. */
  close(): Promise<void>;
}

/** Of the first admin. */
export type Credentials = NonNullable<Config["firstAdmin"]>;

export interface BackendDeps {
  readonly config: Config;
  readonly serverId: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}
