import type { Bus } from "../ports/bus.ts";
import type { ConnectionFilter, Connections } from "../ports/connections.ts";
import type { Client } from "../protocol/admin-entities.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** The authenticated connections, oldest first: each server is asked for its own. */
export class ConnectionList implements Connections {
  readonly #sessions: Sessions;
  readonly #serverId: string;
  readonly #bus: Pick<Bus, "ask">;

  constructor(sessions: Sessions, serverId: string, bus: Pick<Bus, "ask">) {
    this.#sessions = sessions;
    this.#serverId = serverId;
    this.#bus = bus;
  }

  async list(filter: ConnectionFilter): Promise<{ items: Client[]; nextCursor?: string }> {
    // One more, to know whether there is a next page.
    const answers = await this.#bus.ask({
      type: "connections",
      filter: { ...filter, limit: filter.limit + 1 },
    });
    const items = answers.toSorted(byId).slice(0, filter.limit);
    const last = items.at(-1);
    const isAll = last === undefined || answers.length <= filter.limit;
    return isAll ? { items } : { items, nextCursor: last.connection_id };
  }

  async get(connectionId: string): Promise<Client | undefined> {
    const filter = { connectionId, limit: 1 };
    const [client] = this.here(filter);
    if (client !== undefined) return client;
    const [elsewhere] = await this.#bus.ask({ type: "connections", filter });
    return elsewhere;
  }

  /** The first of this server, in the order of their ids. */
  here(filter: ConnectionFilter): Client[] {
    if (filter.serverId !== undefined && filter.serverId !== this.#serverId) return [];
    const items: Client[] = [];
    for (const session of this.#candidates(filter)) {
      if (items.length === filter.limit) break;
      const client = this.#view(session);
      if (client !== undefined && matches(session, client, filter)) items.push(client);
    }
    return items;
  }

  /** Ids ascend with time, so that a page begins where the last one ended. */
  *#candidates({ connectionId, cursor }: ConnectionFilter): Generator<Session> {
    if (connectionId !== undefined) {
      const session = this.#sessions.get(connectionId);
      if (session !== undefined) yield session;
      return;
    }
    for (const session of this.#sessions.all()) {
      if (cursor === undefined || session.id > cursor) yield session;
    }
  }

  #view(session: Session): Client | undefined {
    if (session.caller === undefined || !session.ready) return undefined;
    return {
      connection_id: session.id,
      user: session.caller.user,
      ip: session.peer.ip,
      user_agent: session.peer.userAgent,
      server_id: this.#serverId,
      connected_at: session.connectedAt,
      rooms: session.subscriptions.size,
      buffered_bytes: session.outbox.bufferedBytes,
    };
  }
}

const byId = (a: Client, b: Client): number => (a.connection_id < b.connection_id ? -1 : 1);

const matches = (
  session: Session,
  client: Client,
  { roomId, query }: ConnectionFilter,
): boolean => {
  if (roomId !== undefined && !session.subscriptions.has(roomId)) return false;
  if (query === undefined || query === "") return true;
  const wanted = query.toLowerCase();
  const { user } = client;
  return [client.connection_id, user.id, user.username ?? "", user.display_name, client.ip].some(
    (text) => text.toLowerCase().startsWith(wanted),
  );
};
