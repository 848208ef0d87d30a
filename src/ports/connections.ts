import type { Client } from "../protocol/admin-entities.ts";

export interface ConnectionFilter {
  /** Prefix of connection id, user id, username or display name; or an address. */
  readonly query?: string;
  readonly roomId?: string;
  readonly serverId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Live authenticated connections, as admins see them. */
export interface Connections {
  list(filter: ConnectionFilter): Promise<{ items: Client[]; nextCursor?: string }>;
  get(connectionId: string): Promise<Client | undefined>;
}
