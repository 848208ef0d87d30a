import type { Server } from "../protocol/admin-entities.ts";

/** What a server tells of itself; counters are as of the moment of asking. */
export type ServerFacts = Omit<Server, "server_id" | "last_seen_at">;

/** Another server that lives has this one's SERVER_ID: this one must not serve. */
export class ServerIdTaken extends Error {
  override readonly name = "ServerIdTaken";
}

/**
 * Which servers there are. Each holds a lease of 15 s on its SERVER_ID and renews it every 5 s; one that
 * vanished counts until its lease ends. No clocks of hosts are compared (DESIGN §2.13).
 */
export interface Cluster {
  /**
   * Takes the lease, and renews it until `leave`. Where it is held already, as after a kill, it waits for
   * one lease at most. Resolves within about 2 s when the place of the leases can't be reached: it goes on
   * trying, and `health` tells.
   *
   * @throws {ServerIdTaken} when the holder renewed it meanwhile: it lives
   */
  join(): Promise<void>;
  /** As of their last renewal, this one included, in the order of their ids; without I/O. */
  servers(): Server[];
  /**
   * Renews the lease out of turn: the others are told how this server is now, and it sees how they were
   * when they last did. Never rejects; within a second it resolves also where the leases are out of reach.
   */
  refresh(): Promise<void>;
  /** How many there are, this one included: 1 at least. */
  count(): number;
  /** Not ok before there is a lease, and when it was lost to another process: this one was frozen for longer. */
  health(): { readonly ok: boolean; readonly detail?: string };
  /** Gives the lease back, so that the others need not wait for its end. Never rejects. */
  leave(): Promise<void>;
}
