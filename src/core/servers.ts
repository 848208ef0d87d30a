import type { Bus } from "../ports/bus.ts";
import type { Cluster } from "../ports/cluster.ts";
import type { Server } from "../protocol/admin-entities.ts";
import { ProtocolError } from "../protocol/errors.ts";

export interface ServerPage {
  readonly servers: Server[];
  readonly next_cursor?: string;
}

/** The servers of the cluster, as admins see and move them. */
export class Servers {
  readonly #cluster: Cluster;
  readonly #bus: Bus;

  constructor(cluster: Cluster, bus: Bus) {
    this.#cluster = cluster;
    this.#bus = bus;
  }

  /** By id, after the cursor, which is the last id shown. */
  async list(cursor: string | undefined, limit: number): Promise<ServerPage> {
    const all = await this.#all();
    const rest = all.filter(({ server_id }) => cursor === undefined || server_id > cursor);
    const servers = rest.slice(0, limit);
    const last = servers.at(-1);
    return rest.length > limit && last !== undefined
      ? { servers, next_cursor: last.server_id }
      : { servers };
  }

  /**
   * Has a server send its clients elsewhere; it stays up, unready, until somebody stops it. Resolves when
   * it has begun, with what it says of itself then. Harmless when it drains already.
   */
  async drain(serverId: string): Promise<Server> {
    await this.#require(serverId);
    await this.#bus.command({ type: "drain", serverId });
    const server = await this.#require(serverId);
    if (!server.draining) {
      throw new ProtocolError("unavailable", "That server has not confirmed; ask again.", {
        retryAfterMs: 1_000,
      });
    }
    return server;
  }

  async #require(serverId: string): Promise<Server> {
    const server = (await this.#all()).find(({ server_id }) => server_id === serverId);
    if (server === undefined) throw new ProtocolError("not_found", "No such server.");
    return server;
  }

  async #all(): Promise<Server[]> {
    await this.#cluster.refresh();
    return this.#cluster.servers();
  }
}
