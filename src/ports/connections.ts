import type { Client, Partial } from "../protocol/admin-entities.ts";
import type { RuntimeName } from "../protocol/primitives.ts";
import type { ClientSort } from "../protocol/rest/admin-clients.ts";
import type { SortOrder } from "../protocol/rest/sort.ts";

export interface ConnectionFilter {
  readonly connectionId?: string | undefined;
  /** Prefix of connection id, user id, username or display name; or an address. */
  readonly query?: string | undefined;
  /** Whether all of one of these has to be the query. */
  readonly exact?: boolean | undefined;
  /** An address or a CIDR that it comes from. */
  readonly ip?: string | undefined;
  readonly runtime?: RuntimeName | undefined;
  /** Opened then or later. */
  readonly since?: number | undefined;
  readonly roomId?: string | undefined;
  readonly serverId?: string | undefined;
  /** Left out: those that are connected longest first. */
  readonly order?: SortOrder<ClientSort> | undefined;
  readonly cursor?: string | undefined;
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
