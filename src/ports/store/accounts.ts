import type { IpRange } from "../../protocol/ip-address.ts";
import type { UserKind, UserRole } from "../../protocol/primitives.ts";
import type { AdminStore } from "./admins.ts";

export interface UserRecord {
  readonly id: string;
  readonly kind: UserKind;
  /** Lower case; accounts only. */
  readonly username?: string;
  readonly displayName: string;
  /** Guests only, while they live; unique among the living. */
  readonly number?: number;
  readonly role: UserRole;
  /** PHC string; accounts only; absent once the account is deleted. */
  readonly passwordHash?: string;
  readonly disabled: boolean;
  /** A deleted account or a freed guest: keeps its id and name for old messages, can't sign in. */
  readonly deleted: boolean;
  readonly createdAt: number;
  /** When a session of theirs was last opened or renewed: who is connected renews it every ten minutes. */
  readonly lastSeenAt: number;
}

/** A signed-in device: a family of refresh tokens that differ in `generation`. */
export interface SessionRecord {
  readonly id: string;
  readonly userId: string;
  readonly audience: "chat" | "admin";
  /** Counts rotations; the token with this number is the live one. */
  readonly generation: number;
  readonly rotatedAt: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  readonly ip: string;
  readonly userAgent: string;
}

export interface UserPatch {
  readonly displayName?: string;
  readonly passwordHash?: string;
  readonly lastSeenAt?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface UserListQuery {
  /** The beginning of an id, a number, a username or a word of a display name (folded); empty for all. */
  readonly query: string;
  /** name: of display names, by `nameKey` (protocol/names.ts). */
  readonly sort: "created" | "name" | "seen";
  readonly descending: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

export interface AccountStore extends AdminStore {
  /** `taken`: the username, or the guest number, is in use by a living user. */
  createUser(user: UserRecord): Promise<"created" | "taken">;
  user(id: string): Promise<UserRecord | undefined>;
  /** In no particular order; unknown ids are left out. */
  users(ids: readonly string[]): Promise<UserRecord[]>;
  userByUsername(username: string): Promise<UserRecord | undefined>;
  /** The user as it is now; undefined when there is none or it is deleted. */
  updateUser(id: string, patch: UserPatch): Promise<UserRecord | undefined>;
  /**
   * In one step: sets the password, and ends all of the user's sessions but `except`. The ids that ended; undefined, and
   * nothing is done, where their password hash is not `from` any more.
   */
  changePassword(
    id: string,
    from: string,
    to: string,
    except: string,
  ): Promise<string[] | undefined>;
  /** A living guest becomes an account: same id, name and rooms. */
  upgradeGuest(
    id: string,
    account: { readonly username: string; readonly passwordHash: string },
  ): Promise<UserRecord | "taken" | undefined>;
  /**
   * Marks deleted, renames, forgets username, number, password hash and second factor, and ends all sessions. With it
   * stands that they have rooms to leave, until `leftRooms`.
   */
  deleteUser(id: string, displayName: string): Promise<void>;
  /** The deleted that have rooms to leave, at most `limit`. */
  leavingUsers(limit: number): Promise<UserRecord[]>;
  leftRooms(id: string): Promise<void>;
  /**
   * Living accounts whose username, or whose display name from some word on, begins with `prefix` (folded);
   * none when it has no letter or digit. Each once over all pages, in an order of the store's own.
   */
  findUsers(prefix: string, cursor: string | undefined, limit: number): Promise<Page<UserRecord>>;
  /** The living, in an order that an index has; those of one place in that of their ids. */
  listUsers(query: UserListQuery): Promise<Page<UserRecord>>;
  /** Living guests not seen since `before`, at most `limit`. */
  idleGuests(before: number, limit: number): Promise<UserRecord[]>;
  /** The living guest who has that number. */
  guestByNumber(number: number): Promise<UserRecord | undefined>;
  /** Guest numbers in use by the living. */
  guestNumbers(): Promise<number[]>;
  countUsers(): Promise<number>;

  createSession(session: SessionRecord): Promise<void>;
  /** Undefined once ended, or removed as expired; the store has no clock: callers look at `expiresAt`. */
  session(id: string): Promise<SessionRecord | undefined>;
  /** Of many ids (≤ 256) at once, those that `session` would answer; in no particular order. */
  sessionsById(ids: readonly string[]): Promise<SessionRecord[]>;
  /** Compare-and-set: only while `generation` still is `from`. Returns whether it was. */
  rotateSession(id: string, from: number, at: number, expiresAt: number): Promise<boolean>;
  sessions(userId: string): Promise<SessionRecord[]>;
  /**
   * Sessions that were opened from an address of the range and last used at `since` or later: the newest first,
   * at most `limit`.
   */
  sessionsFrom(range: IpRange, since: number, limit: number): Promise<SessionRecord[]>;
  /** The ids that ended: one session, or all of a user's but `except`. */
  endSession(id: string): Promise<boolean>;
  endSessions(userId: string, except?: string): Promise<string[]>;
  /** Those that are over at `now`, and reset codes, in bounded steps. */
  removeExpiredSessions(now: number): Promise<void>;

  setResetCode(userId: string, codeHash: string, expiresAt: number): Promise<void>;
  /**
   * In one step: takes the code, if it is the living user's and not over at `now`, sets the password, and ends all
   * sessions. The ids that ended; undefined where the code is no good. It works once.
   */
  resetPassword(
    userId: string,
    codeHash: string,
    now: number,
    passwordHash: string,
  ): Promise<string[] | undefined>;

  block(userId: string, blockedId: string): Promise<void>;
  unblock(userId: string, blockedId: string): Promise<void>;
  blocked(userId: string): Promise<string[]>;
  /** Whether `userId` has blocked `otherId`; not the other way round. */
  blocks(userId: string, otherId: string): Promise<boolean>;
}
