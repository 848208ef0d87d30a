import type { Bus, Command } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { UserRecord } from "../../ports/store/accounts.ts";
import type { BanRecord } from "../../ports/store/moderation.ts";
import type { Store } from "../../ports/store/store.ts";
import type { AdminUser, Ban } from "../../protocol/admin-entities.ts";
import type { BanPreview } from "../../protocol/ban-preview.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import { CLOSE, ProtocolError } from "../../protocol/errors.ts";
import { formatRange, type IpRange, parseRange } from "../../protocol/ip-address.ts";
import type { UserRole } from "../../protocol/primitives.ts";
import { USER_SORTS, type UserOrder } from "../../protocol/rest/admin.ts";
import { BAN_SORTS, type BanOrder } from "../../protocol/rest/admin-bans.ts";
import { readOrder } from "../../protocol/rest/sort.ts";
import { noAdminLeft } from "../accounts/last-admin.ts";
import { tellOvertaken } from "../accounts/user-changes.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { viewAdminUser, viewUser } from "../accounts/user-view.ts";
import type { Caller } from "../caller.ts";
import type { BanPreviews } from "./ban-preview.ts";
import type { Bans } from "./bans.ts";
import type { Enforcements } from "./enforcements.ts";

export interface ModerationDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly enforcements: Enforcements;
  readonly previews: BanPreviews;
  readonly bans: Bans;
  readonly clock: Clock;
  readonly random: Random;
}

interface BanTarget {
  readonly user_id?: string | undefined;
  readonly guest_number?: number | undefined;
  readonly ip?: string | undefined;
}

interface BanRequest extends BanTarget {
  /** Refused where it would bar the caller, or holds their own address or everybody's. */
  readonly careful?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly expires_at?: number | undefined;
}

/** A wider range is more likely a slip than a ban. */
const SHORTEST_PREFIX = { 4: 8, 6: 16 } as const;

const invalid = (path: string, message: string): ProtocolError =>
  new ProtocolError("bad_request", "The request is not valid.", { issues: [{ path, message }] });

const viewBan = (ban: BanRecord, user: UserRecord | undefined): Ban => ({
  id: ban.id,
  ...(ban.userId === undefined ? {} : { user_id: ban.userId }),
  ...(user === undefined ? {} : { user: senderOf(viewUser(user)) }),
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
    { query = "", sort }: { readonly query?: string | undefined; readonly sort: UserOrder },
    cursor: string | undefined,
    limit: number,
  ): Promise<{ users: AdminUser[]; next_cursor?: string }> {
    const order = readOrder(USER_SORTS, sort, "-created");
    const from = cursor === undefined ? {} : { cursor };
    const page = await this.#deps.store.accounts.listUsers({ query, ...order, ...from, limit });
    const users = page.items.map((user) => this.#view(user));
    return page.nextCursor === undefined ? { users } : { users, next_cursor: page.nextCursor };
  }

  async getUser(userId: string): Promise<AdminUser> {
    return this.#view(await this.#living(userId));
  }

  /** Throws `conflict` where no admin would be left. */
  async updateUser(
    userId: string,
    change: { readonly role?: UserRole | undefined; readonly disabled?: boolean | undefined },
  ): Promise<{ user: AdminUser; enforced: Enforced }> {
    const before = await this.#living(userId);
    const { role, disabled } = change;
    if (role !== undefined && role !== "user" && before.kind === "guest") {
      throw new ProtocolError("conflict", "Guests have no role; they open an account first.");
    }
    const { store, clock } = this.#deps;
    const standing = {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
    };
    const user = await store.accounts.setStanding(userId, standing, clock.now());
    if (user === undefined) throw new ProtocolError("not_found", "No such user.");
    if (user === "last_admin") throw noAdminLeft();
    const action = user.disabled ? "user.disable" : "user.update";
    const { enforcements, bus } = this.#deps;
    const renew = async (): Promise<readonly Command[] | undefined> => {
      const now = await store.accounts.user(userId);
      const isOther = now === undefined || now.deleted || now.disabled !== user.disabled;
      return isOther || now.role !== user.role ? undefined : standingCommands(now);
    };
    const what = { action, target: userId, renew };
    const enforced = await enforcements.enforce(what, standingCommands(user));
    await tellOvertaken({ accounts: store.accounts, bus, clock }, viewUser(user));
    return { user: this.#view(user), enforced };
  }

  async listBans(
    { kind, sort }: { readonly kind: BanRecord["kind"]; readonly sort: BanOrder },
    cursor: string | undefined,
    limit: number,
  ): Promise<{ bans: Ban[]; next_cursor?: string }> {
    const { store, clock } = this.#deps;
    const order = readOrder(BAN_SORTS, sort, "-created");
    const from = cursor === undefined ? {} : { cursor };
    const asked = { kind, now: clock.now(), ...order, ...from, limit };
    const page = await store.moderation.bans(asked);
    const ids = page.items.flatMap(({ userId }) => (userId === undefined ? [] : [userId]));
    const users = await store.accounts.users(Array.from(new Set(ids)));
    const bans = page.items.map((ban) =>
      viewBan(
        ban,
        users.find(({ id }) => id === ban.userId),
      ),
    );
    return page.nextCursor === undefined ? { bans } : { bans, next_cursor: page.nextCursor };
  }

  /**
   * Memberships stay: lifting the ban restores everything. `address`: where the caller comes from; `id`: what the ban
   * is to be called.
   */
  async ban(
    caller: Caller,
    request: BanRequest,
    address: string,
    id?: string,
  ): Promise<{ ban: Ban; enforced: Enforced }> {
    const { previews } = this.#deps;
    this.#requireFuture("expires_at", request.expires_at);
    const user = await this.#target(request);
    if (user !== undefined) requireBannable(caller, user);
    const range = request.ip === undefined ? undefined : rangeToBan(request.ip);
    if (request.careful === true) {
      const refused =
        range === undefined
          ? concernOf(caller, user)
          : (await previews.ofRange(range, address)).refused;
      if (refused !== undefined) throw new ProtocolError("conflict", refused.message);
    }
    return await this.#bar("ban", caller, user, { ...request, id }, range);
  }

  /** They get in, and can't write anywhere until then. */
  async mute(
    caller: Caller,
    userId: string,
    { until, reason }: { readonly until: number; readonly reason?: string | undefined },
    id?: string,
  ): Promise<{ ban: Ban; enforced: Enforced }> {
    this.#requireFuture("until", until);
    const user = await this.#living(userId);
    requireBannable(caller, user);
    return await this.#bar("mute", caller, user, { reason, expires_at: until, id }, undefined);
  }

  async previewBan(caller: Caller, request: BanTarget, address: string): Promise<BanPreview> {
    const { previews } = this.#deps;
    const user = await this.#target(request);
    if (user !== undefined) {
      const never = refusalToBan(caller, user);
      const refused = never ? { message: never, careful: false } : concernOf(caller, user);
      return await previews.ofUser(user, caller.user.id, refused);
    }
    return await previews.ofRange(rangeToBan(request.ip ?? ""), address);
  }

  async liftBan(id: string): Promise<Enforced> {
    const { store, enforcements } = this.#deps;
    const ban = await store.moderation.removeBan(id);
    if (ban === undefined) throw new ProtocolError("not_found", "No such ban.");
    const what = { action: "ban.lift", target: targetOf(ban) };
    return await enforcements.enforce(what, BANS_CHANGED);
  }

  async disconnect(connectionId: string): Promise<Enforced> {
    return await this.#deps.enforcements.enforce(
      { action: "client.disconnect", target: connectionId },
      [{ type: "connection_closed", connectionId }],
    );
  }

  async disconnectMany(connectionIds: readonly string[]): Promise<Enforced> {
    const [first = "", ...others] = connectionIds;
    const target = others.length === 0 ? first : `${connectionIds.length} connections`;
    return await this.#deps.enforcements.enforce({ action: "client.disconnect", target }, [
      { type: "connections_closed", connectionIds },
    ]);
  }

  /** Durable, then every server reads them anew: nobody gets in any more, and those who are in go. */
  async #bar(
    kind: BanRecord["kind"],
    caller: Caller,
    user: UserRecord | undefined,
    { reason, expires_at, id }: BanRequest & { readonly id: string | undefined },
    range: IpRange | undefined,
  ): Promise<{ ban: Ban; enforced: Enforced }> {
    const { store, clock, random, enforcements } = this.#deps;
    const now = clock.now();
    const ban: BanRecord = {
      id: id ?? random.uuid(now),
      kind,
      ...(user === undefined ? {} : { userId: user.id }),
      ...(range === undefined ? {} : { ip: formatRange(range) }),
      ...(reason === undefined ? {} : { reason }),
      createdBy: caller.user.id,
      createdAt: now,
      ...(expires_at === undefined ? {} : { expiresAt: expires_at }),
    };
    if ((await store.moderation.createBan(ban)) === "last_admin") throw noAdminLeft();
    const what = { action: `${kind}.create`, target: targetOf(ban) };
    return {
      ban: viewBan(ban, user),
      enforced: await enforcements.enforce(what, BANS_CHANGED),
    };
  }

  /** Undefined for an address. A guest's number is that of a guest who lives. */
  async #target({ user_id, guest_number }: BanTarget): Promise<UserRecord | undefined> {
    if (user_id !== undefined) return await this.#living(user_id);
    if (guest_number === undefined) return undefined;
    const guest = await this.#deps.store.accounts.guestByNumber(guest_number);
    if (guest === undefined) throw new ProtocolError("not_found", "No guest has that number now.");
    return guest;
  }

  #view(user: UserRecord): AdminUser {
    return viewAdminUser(user, this.#deps.bans.bansUser(user.id));
  }

  #requireFuture(path: string, at: number | undefined): void {
    if (at !== undefined && at <= this.#deps.clock.now()) {
      throw invalid(path, "must be in the future");
    }
  }

  async #living(userId: string): Promise<UserRecord> {
    const user = await this.#deps.store.accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
    return user;
  }
}

/** What a user may do now. */
const standingCommands = (user: UserRecord): readonly Command[] => {
  const updated: Command = { type: "user_updated", user: viewUser(user) };
  if (!user.disabled) return [updated];
  return [{ type: "user_closed", userId: user.id, code: CLOSE.banned }, updated];
};

const BANS_CHANGED: readonly Command[] = [{ type: "bans_changed" }];

const targetOf = ({ userId, ip }: BanRecord): string => userId ?? ip ?? "";

const refusalToBan = (caller: Caller, user: UserRecord): string | undefined =>
  caller.user.role !== "admin" && user.role !== "user"
    ? "Moderators can't ban moderators or admins."
    : undefined;

const requireBannable = (caller: Caller, user: UserRecord): void => {
  const refusal = refusalToBan(caller, user);
  if (refusal !== undefined) throw new ProtocolError("forbidden", refusal);
};

/** What somebody who asks to be `careful` is kept from, and who insists is not. */
const concernOf = (caller: Caller, user: UserRecord | undefined): BanPreview["refused"] =>
  user?.id === caller.user.id ? { message: "It would bar yourself.", careful: true } : undefined;

const rangeToBan = (text: string): IpRange => {
  const range = parseRange(text);
  if (range === undefined) throw invalid("ip", "must be an address or a CIDR");
  const shortest = SHORTEST_PREFIX[range.family];
  if (range.prefix < shortest) throw invalid("ip", `must be a range of /${shortest} or narrower`);
  return range;
};
