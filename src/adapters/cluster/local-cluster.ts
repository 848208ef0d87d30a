import type { Clock } from "../../ports/clock.ts";
import type { Cluster, ServerFacts } from "../../ports/cluster.ts";
import type { Server } from "../../protocol/admin-entities.ts";

/** The cluster of a server that is alone: itself, as it is now. */
export class LocalCluster implements Cluster {
  readonly #serverId: string;
  readonly #facts: () => ServerFacts;
  readonly #clock: Clock;

  constructor(serverId: string, facts: () => ServerFacts, clock: Clock) {
    this.#serverId = serverId;
    this.#facts = facts;
    this.#clock = clock;
  }

  async join(): Promise<void> {}

  servers(): Server[] {
    return [{ server_id: this.#serverId, ...this.#facts(), last_seen_at: this.#clock.now() }];
  }

  async refresh(): Promise<void> {}

  count(): number {
    return 1;
  }

  health(): { readonly ok: boolean } {
    return { ok: true };
  }

  async leave(): Promise<void> {}
}
