import type { Bus, Census } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { UserRecord } from "../../ports/store/accounts.ts";
import type { BanRecord } from "../../ports/store/moderation.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Affected, BanPreview } from "../../protocol/ban-preview.ts";
import {
  formatRange,
  type IpRange,
  parseAddress,
  parseRange,
  rangeContains,
} from "../../protocol/ip-address.ts";
import { viewUser } from "../accounts/user-view.ts";

/** "Lately". */
const LATELY_MS = 30 * 24 * 3_600_000;
const SESSIONS = 500;
/** Of one user, the newest. */
const ADDRESSES = 10;
const SHOWN = 100;

export interface BanPreviewDeps {
  readonly store: Store;
  readonly bus: Pick<Bus, "ask">;
  readonly clock: Clock;
}

interface Seen {
  readonly ips: Set<string>;
  connections: number;
  lastSeenAt: number;
}

interface Around {
  /** By user id. */
  readonly seen: ReadonlyMap<string, Seen>;
  readonly connections: number;
  readonly ofConnections: number;
  readonly connectedUsers: number;
  readonly partial: BanPreview["partial"];
}

type Refusal = NonNullable<BanPreview["refused"]>;

/** Whom a ban would bar, and who shares addresses with them: asked of every server and of the sessions kept. */
export class BanPreviews {
  readonly #deps: BanPreviewDeps;

  constructor(deps: BanPreviewDeps) {
    this.#deps = deps;
  }

  async ofRange(range: IpRange, asking: string): Promise<BanPreview> {
    const [around, standing] = await Promise.all([
      this.#around(range),
      this.#standing(({ ip }) => ip !== undefined && covers(ip, range)),
    ]);
    const affected = await this.#view(around.seen);
    const address = parseAddress(asking);
    const includesYou = address !== undefined && rangeContains(range, address);
    // One who is alone is no everybody.
    const includesEveryone =
      around.connectedUsers > 1 && around.connections === around.ofConnections;
    const refused = refusalOf(includesYou, includesEveryone);
    return {
      ip: formatRange(range),
      affected: affected.slice(0, SHOWN),
      affected_total: affected.length,
      sharing: [],
      sharing_total: 0,
      connections: around.connections,
      of_connections: around.ofConnections,
      standing,
      includes_you: includesYou,
      includes_everyone: includesEveryone,
      ...(refused === undefined ? {} : { refused }),
      ...(around.partial === undefined ? {} : { partial: around.partial }),
    };
  }

  /** `refused`: why they can't be banned at all. */
  async ofUser(user: UserRecord, you: string, refused: Refusal | undefined): Promise<BanPreview> {
    const ranges = await this.#addressesOf(user.id);
    const standing = await this.#standing(({ userId }) => userId === user.id);
    const around = await Promise.all(ranges.map((range) => this.#around(range)));
    const seen = merged(around.map((one) => one.seen));
    const own = seen.get(user.id);
    const others = new Map(Array.from(seen).filter(([id]) => id !== user.id));
    const sharing = await this.#view(others);
    const partial = around.find((one) => one.partial !== undefined)?.partial;
    const connections = own?.connections ?? 0;
    return {
      user: viewUser(user),
      affected: [
        {
          user: viewUser(user),
          ips: Array.from(own?.ips ?? []),
          connections,
          last_seen_at: Math.max(user.lastSeenAt, own?.lastSeenAt ?? 0),
        },
      ],
      affected_total: 1,
      sharing: sharing.slice(0, SHOWN),
      sharing_total: sharing.length,
      connections,
      of_connections: around[0]?.ofConnections ?? 0,
      standing,
      includes_you: user.id === you,
      includes_everyone: false,
      ...(refused === undefined ? {} : { refused }),
      ...(partial === undefined ? {} : { partial }),
    };
  }

  async #standing(isOnIt: (ban: BanRecord) => boolean): Promise<BanPreview["standing"]> {
    const { store, clock } = this.#deps;
    const standing = (await store.moderation.activeBans(clock.now())).filter(isOnIt);
    const mutes = standing.filter(({ kind }) => kind === "mute").length;
    return { bans: standing.length - mutes, mutes };
  }

  async #addressesOf(userId: string): Promise<IpRange[]> {
    const sessions = await this.#deps.store.accounts.sessions(userId);
    const newest = sessions.toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
    const ips = Array.from(new Set(newest.map(({ ip }) => ip))).slice(0, ADDRESSES);
    return ips.map(parseRange).filter((range) => range !== undefined);
  }

  async #around(range: IpRange): Promise<Around> {
    const { store, bus, clock } = this.#deps;
    const now = clock.now();
    const [sessions, census] = await Promise.all([
      store.accounts.sessionsFrom(range, now - LATELY_MS, SESSIONS),
      bus.ask({ type: "census", range: formatRange(range) }),
    ]);
    const seen = new Map<string, Seen>();
    const of = (userId: string): Seen => {
      const known = seen.get(userId) ?? { ips: new Set(), connections: 0, lastSeenAt: 0 };
      seen.set(userId, known);
      return known;
    };
    for (const { userId, ip, lastUsedAt } of sessions) {
      const user = of(userId);
      user.ips.add(ip);
      user.lastSeenAt = Math.max(user.lastSeenAt, lastUsedAt);
    }
    for (const { user_id, ips, connections } of census.answers.flatMap(({ users }) => users)) {
      const user = of(user_id);
      for (const ip of ips) user.ips.add(ip);
      user.connections += connections;
      user.lastSeenAt = now;
    }
    const { answers, servers, missing } = census;
    return {
      seen,
      connections: sum(answers, ({ matching }) => matching),
      ofConnections: sum(answers, ({ connections }) => connections),
      connectedUsers: Array.from(seen.values()).filter(({ connections }) => connections > 0).length,
      partial: missing.length === 0 ? undefined : { answered: answers.length, servers },
    };
  }

  /** Who is connected first, then whoever was there last. */
  async #view(seen: ReadonlyMap<string, Seen>): Promise<Affected[]> {
    const users = await this.#deps.store.accounts.users(Array.from(seen.keys()));
    return users
      .flatMap((user) => {
        const { ips, connections, lastSeenAt } = seen.get(user.id) ?? {};
        if (user.deleted || ips === undefined) return [];
        const view = { user: viewUser(user), ips: Array.from(ips), last_seen_at: lastSeenAt ?? 0 };
        return [{ ...view, connections: connections ?? 0 }];
      })
      .toSorted((a, b) => b.connections - a.connections || b.last_seen_at - a.last_seen_at);
  }
}

const covers = (text: string, { prefix, ...range }: IpRange): boolean => {
  const wider = parseRange(text);
  return wider !== undefined && wider.prefix <= prefix && rangeContains(wider, range);
};

const sum = (answers: readonly Census[], count: (census: Census) => number): number =>
  answers.reduce((total, census) => total + count(census), 0);

const merged = (all: readonly ReadonlyMap<string, Seen>[]): ReadonlyMap<string, Seen> => {
  const users = new Map<string, Seen>();
  for (const [id, { ips, connections, lastSeenAt }] of all.flatMap((one) => Array.from(one))) {
    const known = users.get(id);
    users.set(id, {
      ips: new Set([...(known?.ips ?? []), ...ips]),
      connections: connections + (known?.connections ?? 0),
      lastSeenAt: Math.max(lastSeenAt, known?.lastSeenAt ?? 0),
    });
  }
  return users;
};

const refusalOf = (includesYou: boolean, includesEveryone: boolean): Refusal | undefined => {
  if (includesYou) return { message: "It holds the address that you come from.", careful: true };
  if (includesEveryone) {
    return { message: "It would bar everybody who is connected.", careful: true };
  }
  return undefined;
};
