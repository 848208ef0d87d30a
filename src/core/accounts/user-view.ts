import type { UserRecord } from "../../ports/store/accounts.ts";
import type { AdminUser } from "../../protocol/admin-entities.ts";
import { UserKind, UserRole } from "../../protocol/primitives.ts";
import type { FoundUser, User } from "../../protocol/users.ts";

/** Each row has a string of its own; ten thousand connections keep these instead. */
const kept = <T extends string>(known: readonly T[], value: T): T =>
  known.find((one) => one === value) ?? value;

/** A user as others may see one: never the hash, nor anything that is not listed here. */
export const viewUser = (record: UserRecord): User => ({
  id: record.id,
  kind: kept(UserKind.options, record.kind),
  ...(record.username === undefined ? {} : { username: record.username }),
  display_name: record.displayName,
  ...(record.number === undefined ? {} : { number: record.number }),
  role: kept(UserRole.options, record.role),
  created_at: record.createdAt,
});

/** Whether they say the same of somebody; of one id, and of what may change. */
export const isSameUser = (a: User, b: User): boolean =>
  a.display_name === b.display_name &&
  a.username === b.username &&
  a.number === b.number &&
  a.role === b.role &&
  a.kind === b.kind;

/** As a search finds one. */
export const viewFoundUser = (record: UserRecord): FoundUser => ({
  id: record.id,
  ...(record.username === undefined ? {} : { username: record.username }),
  display_name: record.displayName,
});

export const viewAdminUser = (record: UserRecord, banned: boolean): AdminUser => ({
  ...viewUser(record),
  disabled: record.disabled,
  ...(banned ? { banned } : {}),
  last_seen_at: record.lastSeenAt,
});
