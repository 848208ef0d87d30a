import type { Client } from "../protocol/admin-entities.ts";

export interface ConnectionFilter {
  readonly connectionId?: string;
  /** Prefix of connection id, user id, username or display name; or an address. */
  readonly query?: string;
  readonly roomId?: string;
  readonly serverId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Live authenticated connections of all servers, as admins see them: those of servers that answer within 2 s. */
export interface Connections {
  list(filter: ConnectionFilter): Promise<{ items: Client[]; nextCursor?: string }>;
  get(connectionId: string): Promise<Client | undefined>;
}
