import type { ConnectionFilter } from "../ports/connections.ts";
import type { Client } from "../protocol/admin-entities.ts";
import { parseAddress, parseRange, rangeContains } from "../protocol/ip-address.ts";

type IsWanted = (
  session: { readonly subscriptions: ReadonlyMap<string, unknown> },
  client: Client,
) => boolean;

/** What a filter says of a connection, apart from where its page begins and which server it is of. */
export const connectionFilter = ({
  roomId,
  query = "",
  exact = false,
  ip,
  since,
}: ConnectionFilter): IsWanted => {
  const wanted = query.toLowerCase();
  const range = ip === undefined ? undefined : parseRange(ip);
  const comesFrom = (text: string): boolean => {
    const address = parseAddress(text);
    return range !== undefined && address !== undefined && rangeContains(range, address);
  };
  const says = (text: string): boolean => {
    const said = text.toLowerCase();
    return exact ? said === wanted : said.startsWith(wanted);
  };
  return ({ subscriptions }, client) => {
    if (roomId !== undefined && !subscriptions.has(roomId)) return false;
    if (since !== undefined && client.connected_at < since) return false;
    if (ip !== undefined && !comesFrom(client.ip)) return false;
    if (wanted === "") return true;
    const { user } = client;
    const number = user.number === undefined ? "" : String(user.number);
    return [
      client.connection_id,
      user.id,
      user.username ?? "",
      user.display_name,
      number,
      client.ip,
    ].some(says);
  };
};
