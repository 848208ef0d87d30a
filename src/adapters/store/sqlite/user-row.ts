import type { SessionRecord, UserRecord } from "../../../ports/store/accounts.ts";

export interface UserRow {
  readonly key: number;
  readonly id: string;
  readonly kind: UserRecord["kind"];
  readonly username: string | null;
  readonly display_name: string;
  readonly number: number | null;
  readonly role: UserRecord["role"];
  readonly password_hash: string | null;
  readonly disabled: number;
  readonly deleted: number;
  readonly created_at: number;
  readonly last_seen_at: number;
}

export const toUserRecord = (row: UserRow): UserRecord => ({
  id: row.id,
  kind: row.kind,
  ...(row.username === null ? {} : { username: row.username }),
  displayName: row.display_name,
  ...(row.number === null ? {} : { number: row.number }),
  role: row.role,
  ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
  disabled: row.disabled === 1,
  deleted: row.deleted === 1,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
});

export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly audience: SessionRecord["audience"];
  readonly generation: number;
  readonly rotated_at: number;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
  readonly ip: string;
  readonly user_agent: string;
}

export const toSessionRecord = (row: SessionRow): SessionRecord => ({
  id: row.id,
  userId: row.user_id,
  audience: row.audience,
  generation: row.generation,
  rotatedAt: row.rotated_at,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
  ip: row.ip,
  userAgent: row.user_agent,
});
