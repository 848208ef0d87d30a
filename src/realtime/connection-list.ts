import type { Bus, Census } from "../ports/bus.ts";
import type { ConnectionFilter, ConnectionPage, Connections } from "../ports/connections.ts";
import type { Client } from "../protocol/admin-entities.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { parseAddress, parseRange, rangeContains } from "../protocol/ip-address.ts";
import type { RuntimeName } from "../protocol/primitives.ts";
import { connectionFilter } from "./connection-filter.ts";
import { ConnectionOrder } from "./connection-order.ts";
import type { Arrivals } from "./drain-ledger.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { COUNTED_MS } from "./upkeep.ts";

/** Of one server. */
const CENSUS_USERS = 200;

/**
 * The authenticated connections: each server is asked for its own first ones after the cursor, of which the page is
 * the first. Places are told by values and not by counting, so one that came or went shifts no other; where values
 * change, such as those of bytes that wait, so does what stands on a page.
 */
export class ConnectionList implements Connections {
  readonly #sessions: Sessions;
  readonly #serverId: string;
  readonly #runtime: RuntimeName;
  readonly #bus: Pick<Bus, "ask">;

  constructor(
    sessions: Sessions,
    { serverId, runtime, bus }: { serverId: string; runtime: RuntimeName; bus: Pick<Bus, "ask"> },
  ) {
    this.#sessions = sessions;
    this.#serverId = serverId;
    this.#runtime = runtime;
    this.#bus = bus;
  }

  async list(filter: ConnectionFilter): Promise<ConnectionPage> {
    const order = new ConnectionOrder(filter);
    const { order: asked, ...rest } = filter;
    // One more, to know whether there is a next page.
    const { answers, servers, missing } = await this.#bus.ask({
      type: "connections",
      filter: {
        ...rest,
        // Servers of earlier versions know no other, and understand no question that names one.
        ...(order.isOfArrival ? {} : { order: asked }),
        limit: filter.limit + 1,
      },
    });
    const found = order.first(answers.flat(), filter.limit + 1);
    const items = found.slice(0, filter.limit);
    const last = items.at(-1);
    const isAll = last === undefined || found.length <= filter.limit;
    return {
      items,
      ...(isAll ? {} : { nextCursor: order.cursorAfter(last) }),
      ...(missing.length === 0 ? {} : { partial: { answered: answers.length, servers, missing } }),
    };
  }

  async get(connectionId: string): Promise<Client | undefined> {
    const filter = { connectionId, limit: 1 };
    const [client] = this.here(filter);
    if (client !== undefined) return client;
    const { answers, missing } = await this.#bus.ask({ type: "connections", filter });
    const [elsewhere] = answers.flat();
    if (elsewhere === undefined && missing.length > 0) {
      const message = `Not every server answered (${missing.join(", ")}): it may be there.`;
      throw new ProtocolError("unavailable", message, { retryAfterMs: 1_000 });
    }
    return elsewhere;
  }

  /** Which of these sign-ins have connections here that opened since then. */
  arrivals(sessionIds: readonly string[], since: number): Arrivals[] {
    const wanted = new Map(sessionIds.map((id) => [id, { gapless: 0, gappy: 0 }]));
    for (const session of this.#sessions.all()) {
      const id = session.caller?.sessionId;
      const counts = id === undefined ? undefined : wanted.get(id);
      if (counts === undefined || !session.ready || session.connectedAt < since) continue;
      if (session.gap) counts.gappy += 1;
      else counts.gapless += 1;
    }
    return Array.from(wanted, ([session_id, counts]) => ({ session_id, ...counts }));
  }

  /** The first of this server. */
  here(filter: ConnectionFilter): Client[] {
    if (filter.serverId !== undefined && filter.serverId !== this.#serverId) return [];
    if (filter.runtime !== undefined && filter.runtime !== this.#runtime) return [];
    const order = new ConnectionOrder(filter);
    // Ids ascend with time.
    return order.first(this.#wanted(filter), filter.limit, order.isOfArrival);
  }

  census(text: string | undefined): Census {
    const range = text === undefined ? undefined : parseRange(text);
    const users = new Map<string, { user_id: string; ips: string[]; connections: number }>();
    let connections = 0;
    let matching = 0;
    for (const { ready, caller, peer } of this.#sessions.all()) {
      if (!ready || caller === undefined) continue;
      connections += 1;
      const address = range === undefined ? undefined : parseAddress(peer.ip);
      if (range === undefined || address === undefined || !rangeContains(range, address)) continue;
      matching += 1;
      const known = users.get(caller.user.id);
      if (known !== undefined) {
        known.connections += 1;
        if (!known.ips.includes(peer.ip)) known.ips.push(peer.ip);
      } else if (users.size < CENSUS_USERS) {
        users.set(caller.user.id, { user_id: caller.user.id, ips: [peer.ip], connections: 1 });
      }
    }
    return { connections, matching, users: Array.from(users.values()) };
  }

  /** In the order in which they came. */
  *#wanted(filter: ConnectionFilter): Generator<Client> {
    const isWanted = connectionFilter(filter);
    for (const session of this.#candidates(filter)) {
      const client = this.#view(session);
      if (client !== undefined && isWanted(session, client)) yield client;
    }
  }

  #candidates({ connectionId }: ConnectionFilter): Iterable<Session> {
    if (connectionId === undefined) return this.#sessions.all();
    const session = this.#sessions.get(connectionId);
    return session === undefined ? [] : [session];
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
      rooms_behind: session.roomsBehind,
      runtime: this.#runtime,
      frames_in_per_s: (session.framesInLately * 1_000) / COUNTED_MS,
      frames_out_per_s: (session.framesOutLately * 1_000) / COUNTED_MS,
    };
  }
}
