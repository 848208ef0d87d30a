import type { ConnectionFilter, Connections } from "../ports/connections.ts";
import type { Client } from "../protocol/admin-entities.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** The authenticated connections of this server, oldest first. */
export class ConnectionList implements Connections {
  readonly #sessions: Sessions;
  readonly #serverId: string;

  constructor(sessions: Sessions, serverId: string) {
    this.#sessions = sessions;
    this.#serverId = serverId;
  }

  async list(filter: ConnectionFilter): Promise<{ items: Client[]; nextCursor?: string }> {
    if (filter.serverId !== undefined && filter.serverId !== this.#serverId) return { items: [] };
    const items: Client[] = [];
    // Ids ascend with time, so that a page begins where the last one ended.
    for (const session of this.#sessions.all()) {
      if (filter.cursor !== undefined && session.id <= filter.cursor) continue;
      const client = this.#view(session);
      if (client === undefined || !matches(session, client, filter)) continue;
      if (items.length === filter.limit) {
        const last = items.at(-1);
        return last === undefined ? { items } : { items, nextCursor: last.connection_id };
      }
      items.push(client);
    }
    return { items };
  }

  async get(connectionId: string): Promise<Client | undefined> {
    const session = this.#sessions.get(connectionId);
    return session === undefined ? undefined : this.#view(session);
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
