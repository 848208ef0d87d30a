import type { Client, Partial } from "../protocol/admin-entities.ts";

export interface ConnectionFilter {
  readonly connectionId?: string;
  /** Prefix of connection id, user id, username or display name; or an address. */
  readonly query?: string;
  readonly roomId?: string;
  readonly serverId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export interface ConnectionPage {
  readonly items: readonly Client[];
  readonly nextCursor?: string;
  /** When not every server answered: theirs are missing, which does not mean that they have none. */
  readonly partial?: Partial;
}

/** Live authenticated connections of all servers, as admins see them. */
export interface Connections {
  list(filter: ConnectionFilter): Promise<ConnectionPage>;
  /** Throws `unavailable` when it may be on a server that did not answer. */
  get(connectionId: string): Promise<Client | undefined>;
}
