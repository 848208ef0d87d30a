import type { ConnectionFilter } from "../ports/connections.ts";
import type { Client } from "../protocol/admin-entities.ts";
import { addressKey } from "../protocol/ip-address.ts";
import { nameKey } from "../protocol/names.ts";
import type { ClientSort } from "../protocol/rest/admin-clients.ts";

type Key = string | number;
/** Where a connection stands; those of one key in the order of their ids. */
interface Place {
  readonly key: Key;
  readonly id: string;
}
interface Placed extends Place {
  readonly client: Client;
}

/** Of a folded name, so that what goes into a cursor has an end. */
const NAME_MAX = 48;

const nameOf = ({ user }: Client): string => {
  const key = nameKey(user.display_name);
  return key.length <= NAME_MAX ? key : Array.from(key).slice(0, NAME_MAX).join("");
};

const KEYS: Readonly<Record<ClientSort, (client: Client) => Key>> = {
  // Ids ascend with time.
  connected: () => "",
  user: nameOf,
  ip: ({ ip }) => addressKey(ip) ?? ip,
  server: ({ server_id }) => server_id,
  rooms: ({ rooms }) => rooms,
  in: ({ frames_in_per_s = 0 }) => frames_in_per_s,
  out: ({ frames_out_per_s = 0 }) => frames_out_per_s,
  buffered: ({ buffered_bytes }) => buffered_bytes,
};
const NUMBERS: ReadonlySet<ClientSort> = new Set(["rooms", "in", "out", "buffered"]);

/** The id, then the key where there is one: what earlier versions give and take is the id alone. */
const CURSOR = /^(\S+)(?: (.*))?$/s;

const ascends = (a: Place, b: Place): number => {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
};

/** The order that a filter asks for: which connections come first after its cursor, and the cursor after one. */
export class ConnectionOrder {
  /** Whether it is that in which connections came. */
  readonly isOfArrival: boolean;
  readonly #keyOf: (client: Client) => Key;
  readonly #compare: (a: Place, b: Place) => number;
  readonly #after: Place | undefined;

  constructor({ order, cursor }: ConnectionFilter) {
    const { sort = "connected", descending = false } = order ?? {};
    this.isOfArrival = sort === "connected" && !descending;
    this.#keyOf = KEYS[sort];
    this.#compare = descending ? (a, b) => ascends(b, a) : ascends;
    const [, id, key = ""] = CURSOR.exec(cursor ?? "") ?? [];
    this.#after = id === undefined ? undefined : { id, key: NUMBERS.has(sort) ? Number(key) : key };
  }

  /**
   * At most `limit`; no more than these are held at a time, however many there are. `sorted`: they come in this
   * order already, and those after the last one wanted are not looked at.
   */
  first(clients: Iterable<Client>, limit: number, sorted = false): Client[] {
    const kept: Placed[] = [];
    for (const client of clients) {
      if (sorted && kept.length === limit) break;
      const placed = { key: this.#keyOf(client), id: client.connection_id, client };
      if (this.#after !== undefined && this.#compare(placed, this.#after) <= 0) continue;
      this.#insert(kept, placed, limit);
    }
    return kept.map(({ client }) => client);
  }

  cursorAfter(client: Client): string {
    const key = this.#keyOf(client);
    return key === "" ? client.connection_id : `${client.connection_id} ${key}`;
  }

  #insert(kept: Placed[], placed: Placed, limit: number): void {
    const worst = kept.at(-1);
    const isFull = kept.length === limit;
    if (isFull && worst !== undefined && this.#compare(placed, worst) >= 0) return;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = kept[middle];
      if (other !== undefined && this.#compare(other, placed) < 0) low = middle + 1;
      else high = middle;
    }
    kept.splice(low, 0, placed);
    if (isFull) kept.pop();
  }
}
