import type { SessionRecord } from "../../../ports/store/accounts.ts";
import { addressKey, rangeKeys } from "../../../protocol/ip-address.ts";
import type { SessionStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import { inSteps } from "./in-steps.ts";
import { type SessionRow, toSessionRecord } from "./user-row.ts";

const SELECT_SESSION =
  "SELECT s.*, u.id AS user_id FROM sessions s JOIN users u ON u.key = s.user ";

/** All of a user's but `except`. */
export const endSessions = (connection: Connection, userId: string, except = ""): string[] =>
  connection
    .prepare<{ id: string }>(
      "DELETE FROM sessions WHERE user = (SELECT key FROM users WHERE id = ?) AND id <> ? RETURNING id",
    )
    .all(userId, except)
    .map(({ id }) => id);

export const sqliteSessions = (connection: Connection): SessionStore => {
  return {
    async createSession(session: SessionRecord): Promise<void> {
      const created = connection
        .prepare(
          `INSERT INTO sessions (id, user, audience, generation, rotated_at, created_at, last_used_at,
            expires_at, ip, user_agent, address)
            SELECT ?, key, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM users WHERE id = ?`,
        )
        .run(
          session.id,
          session.audience,
          session.generation,
          session.rotatedAt,
          session.createdAt,
          session.lastUsedAt,
          session.expiresAt,
          session.ip,
          session.userAgent,
          addressKey(session.ip) ?? null,
          session.userId,
        );
      if (created === 0) throw new Error(`createSession: there is no user ${session.userId}`);
    },

    async session(id: string): Promise<SessionRecord | undefined> {
      const row = connection.prepare<SessionRow>(`${SELECT_SESSION} WHERE s.id = ?`).get(id);
      return row === undefined ? undefined : toSessionRecord(row);
    },

    async sessionsById(ids: readonly string[]): Promise<SessionRecord[]> {
      return connection
        .prepare<SessionRow>(`${SELECT_SESSION} WHERE s.id IN (SELECT value FROM json_each(?))`)
        .all(JSON.stringify(ids))
        .map(toSessionRecord);
    },

    async sessionsFrom(range, since, limit): Promise<SessionRecord[]> {
      const [first, last] = rangeKeys(range);
      return connection
        .prepare<SessionRow>(
          `${SELECT_SESSION} WHERE s.address BETWEEN ? AND ? AND s.last_used_at >= ?
            ORDER BY s.last_used_at DESC LIMIT ?`,
        )
        .all(first, last, since, limit)
        .map(toSessionRecord);
    },

    async rotateSession(id: string, from: number, at: number, expiresAt: number): Promise<boolean> {
      const rotated = connection
        .prepare(
          `UPDATE sessions SET generation = generation + 1, rotated_at = ?, last_used_at = ?,
            expires_at = ? WHERE id = ? AND generation = ?`,
        )
        .run(at, at, expiresAt, id, from);
      return rotated === 1;
    },

    async sessions(userId: string): Promise<SessionRecord[]> {
      return connection
        .prepare<SessionRow>(`${SELECT_SESSION} WHERE u.id = ? ORDER BY s.created_at DESC, s.id`)
        .all(userId)
        .map(toSessionRecord);
    },

    async endSession(id: string): Promise<boolean> {
      return connection.prepare("DELETE FROM sessions WHERE id = ?").run(id) === 1;
    },

    async endSessions(userId: string, except?: string): Promise<string[]> {
      return endSessions(connection, userId, except);
    },

    async removeExpiredSessions(now: number): Promise<void> {
      const expired = connection.prepare(
        `DELETE FROM sessions WHERE id IN
          (SELECT id FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
      );
      await inSteps((limit) => expired.run(now, limit));
      connection.prepare("DELETE FROM reset_codes WHERE expires_at <= ?").run(now);
    },
  };
};
