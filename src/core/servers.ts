import type { Bus } from "../ports/bus.ts";
import type { Cluster } from "../ports/cluster.ts";
import type { Server } from "../protocol/admin-entities.ts";
import type { Drain } from "../protocol/drain.ts";
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
   * it has begun, with what it says of itself then. When it drains already, only its pace changes. `unavailable` when
   * it doesn't answer, `conflict` when it takes clients again, as another admin had it do meanwhile.
   */
  async drain(serverId: string, clientsPerS: number): Promise<{ server: Server; drain: Drain }> {
    await this.#require(serverId);
    await this.#bus.command({ type: "drain", serverId, clientsPerS });
    const server = await this.#require(serverId);
    const drain = await this.progress(serverId);
    if (drain.state === "accepting") {
      throw new ProtocolError("conflict", "It was told to take clients again meanwhile.");
    }
    return { server, drain };
  }

  /**
   * Has it let clients in again. `conflict` when it doesn't drain, and when it goes on: it is being stopped, or was
   * told to drain again meanwhile.
   */
  async abortDrain(serverId: string): Promise<{ server: Server; drain: Drain }> {
    const { draining } = await this.#require(serverId);
    if (!draining) throw new ProtocolError("conflict", "That server does not drain.");
    await this.#bus.command({ type: "drain_aborted", serverId });
    const server = await this.#require(serverId);
    const drain = await this.progress(serverId);
    if (drain.state !== "accepting") {
      throw new ProtocolError("conflict", "It is being stopped, or was told to drain again.");
    }
    return { server, drain };
  }

  /** As it says itself: `unavailable` while it does not answer. */
  async progress(serverId: string): Promise<Drain> {
    await this.#require(serverId);
    const { answers } = await this.#bus.ask({ type: "drain", serverId });
    const drain = answers.find((answer) => answer !== null);
    if (drain === undefined) throw unconfirmed();
    return drain;
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

const unconfirmed = (): ProtocolError =>
  new ProtocolError("unavailable", "That server has not confirmed; ask again.", {
    retryAfterMs: 1_000,
  });
