import type { Bus, Command } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { UserRecord } from "../ports/store/accounts.ts";
import type { BanRecord } from "../ports/store/moderation.ts";
import type { Store } from "../ports/store/store.ts";
import type { AdminUser, Ban } from "../protocol/admin-entities.ts";
import type { Enforced } from "../protocol/enforcement.ts";
import { CLOSE, ProtocolError } from "../protocol/errors.ts";
import { formatRange, type IpRange, parseRange } from "../protocol/ip-address.ts";
import type { UserRole } from "../protocol/primitives.ts";
import type { Caller } from "./caller.ts";
import { viewAdminUser, viewUser } from "./user-view.ts";

export interface ModerationDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
}

interface BanRequest {
  readonly user_id?: string | undefined;
  readonly ip?: string | undefined;
  readonly reason?: string | undefined;
  readonly expires_at?: number | undefined;
}

/** A wider range is more likely a slip than a ban. */
const SHORTEST_PREFIX = { 4: 8, 6: 16 } as const;

const invalid = (path: string, message: string): ProtocolError =>
  new ProtocolError("bad_request", "The request is not valid.", { issues: [{ path, message }] });

const viewBan = (ban: BanRecord): Ban => ({
  id: ban.id,
  ...(ban.userId === undefined ? {} : { user_id: ban.userId }),
  ...(ban.ip === undefined ? {} : { ip: ban.ip }),
  ...(ban.reason === undefined ? {} : { reason: ban.reason }),
  created_by: ban.createdBy,
  created_at: ban.createdAt,
  ...(ban.expiresAt === undefined ? {} : { expires_at: ban.expiresAt }),
});

/** What site moderators and admins do to users. Durable first, then enforced on every server (DESIGN §2.14). */
export class Moderation {
  readonly #deps: ModerationDeps;

  constructor(deps: ModerationDeps) {
    this.#deps = deps;
  }

  async listUsers(
    query: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ users: AdminUser[]; next_cursor?: string }> {
    const page = await this.#deps.store.accounts.listUsers(query, cursor, limit);
    const users = page.items.map(viewAdminUser);
    return page.nextCursor === undefined ? { users } : { users, next_cursor: page.nextCursor };
  }

  async updateUser(
    caller: Caller,
    userId: string,
    change: { readonly role?: UserRole | undefined; readonly disabled?: boolean | undefined },
  ): Promise<{ user: AdminUser; enforced: Enforced }> {
    const before = await this.#living(userId);
    const { role, disabled } = change;
    // So there always is an admin: whoever takes the role from the others keeps it.
    if (userId === caller.user.id && ((role ?? "admin") !== "admin" || disabled === true)) {
      throw new ProtocolError("conflict", "Another admin has to do that to you.");
    }
    if (role !== undefined && role !== "user" && before.kind === "guest") {
      throw new ProtocolError("conflict", "Guests have no role; they open an account first.");
    }
    const user = await this.#deps.store.accounts.updateUser(userId, {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
    });
    if (user === undefined) throw new ProtocolError("not_found", "No such user.");
    const commands: Command[] = [{ type: "user_updated", user: viewUser(user) }];
    if (user.disabled) commands.unshift({ type: "user_closed", userId, code: CLOSE.banned });
    return { user: viewAdminUser(user), enforced: await this.#enforce(commands) };
  }

  async listBans(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ bans: Ban[]; next_cursor?: string }> {
    const { store, clock } = this.#deps;
    const page = await store.moderation.bans(clock.now(), cursor, limit);
    const bans = page.items.map(viewBan);
    return page.nextCursor === undefined ? { bans } : { bans, next_cursor: page.nextCursor };
  }

  /** Memberships stay: lifting the ban restores everything. */
  async ban(caller: Caller, request: BanRequest): Promise<{ ban: Ban; enforced: Enforced }> {
    const { store, clock, random } = this.#deps;
    const now = clock.now();
    if (request.expires_at !== undefined && request.expires_at <= now) {
      throw invalid("expires_at", "must be in the future");
    }
    const userId = request.user_id;
    if (userId !== undefined) await this.#requireBannable(caller, userId);
    const range = request.ip === undefined ? undefined : rangeToBan(request.ip);
    const ban: BanRecord = {
      id: random.uuid(now),
      ...(userId === undefined ? {} : { userId }),
      ...(range === undefined ? {} : { ip: formatRange(range) }),
      ...(request.reason === undefined ? {} : { reason: request.reason }),
      createdBy: caller.user.id,
      createdAt: now,
      ...(request.expires_at === undefined ? {} : { expiresAt: request.expires_at }),
    };
    await store.moderation.createBan(ban);
    // First nobody gets in any more, then those who are in go.
    const commands: Command[] = [{ type: "bans_changed" }];
    if (userId !== undefined) commands.push({ type: "user_closed", userId, code: CLOSE.banned });
    return { ban: viewBan(ban), enforced: await this.#enforce(commands) };
  }

  async liftBan(id: string): Promise<void> {
    const ban = await this.#deps.store.moderation.removeBan(id);
    if (ban === undefined) throw new ProtocolError("not_found", "No such ban.");
    await this.#deps.bus.command({ type: "bans_changed" });
  }

  async disconnect(connectionId: string): Promise<Enforced> {
    return this.#enforce([{ type: "connection_closed", connectionId }]);
  }

  async #requireBannable(caller: Caller, userId: string): Promise<void> {
    if (userId === caller.user.id) {
      throw new ProtocolError("conflict", "You can't ban yourself.");
    }
    const user = await this.#living(userId);
    if (caller.user.role !== "admin" && user.role !== "user") {
      throw new ProtocolError("forbidden", "Moderators can't ban moderators or admins.");
    }
  }

  async #living(userId: string): Promise<UserRecord> {
    const user = await this.#deps.store.accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
    return user;
  }

  /** One after the other; what all of them together took, and the servers that confirmed each. */
  async #enforce(commands: readonly Command[]): Promise<Enforced> {
    let confirmed = Number.POSITIVE_INFINITY;
    let servers = 0;
    let ms = 0;
    for (const command of commands) {
      const enforced = await this.#deps.bus.command(command);
      confirmed = Math.min(confirmed, enforced.confirmed);
      servers = Math.max(servers, enforced.servers);
      ms += enforced.ms;
    }
    return { confirmed, servers, ms };
  }
}

const rangeToBan = (text: string): IpRange => {
  const range = parseRange(text);
  if (range === undefined) throw invalid("ip", "must be an address or a CIDR");
  const shortest = SHORTEST_PREFIX[range.family];
  if (range.prefix < shortest) throw invalid("ip", `must be a range of /${shortest} or narrower`);
  return range;
};
