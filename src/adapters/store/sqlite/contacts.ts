import type { ContactStore, ResetCodeStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { endSessions } from "./sessions.ts";

export const sqliteResetCodes = (connection: Connection, keys: Keys): ResetCodeStore => ({
  async setResetCode(userId, codeHash, expiresAt) {
    const user = keys.users.get(userId);
    if (user === undefined) throw new Error(`setResetCode: there is no user ${userId}`);
    connection
      .prepare("INSERT OR REPLACE INTO reset_codes (user, code_hash, expires_at) VALUES (?, ?, ?)")
      .run(user, codeHash, expiresAt);
  },

  async resetPassword(userId, codeHash, now, passwordHash) {
    const user = keys.users.get(userId);
    if (user === undefined) return undefined;
    return connection.transaction(() => {
      const taken = connection
        .prepare("DELETE FROM reset_codes WHERE user = ? AND code_hash = ? AND expires_at > ?")
        .run(user, codeHash, now);
      if (taken === 0) return undefined;
      const updated = connection
        .prepare("UPDATE users SET password_hash = ? WHERE key = ? AND deleted = 0")
        .run(passwordHash, user);
      return updated === 1 ? endSessions(connection, userId) : undefined;
    });
  },
});

export const sqliteContacts = (connection: Connection, keys: Keys): ContactStore => ({
  async block(userId, blockedId) {
    const user = keys.users.get(userId);
    const blocked = keys.users.get(blockedId);
    if (user === undefined || blocked === undefined) return;
    connection
      .prepare("INSERT OR IGNORE INTO blocks (user, blocked) VALUES (?, ?)")
      .run(user, blocked);
  },

  async unblock(userId, blockedId) {
    const user = keys.users.get(userId);
    const blocked = keys.users.get(blockedId);
    if (user === undefined || blocked === undefined) return;
    connection.prepare("DELETE FROM blocks WHERE user = ? AND blocked = ?").run(user, blocked);
  },

  async blocked(userId) {
    const user = keys.users.get(userId);
    if (user === undefined) return [];
    return connection
      .prepare<{ id: string }>(
        "SELECT u.id FROM blocks b JOIN users u ON u.key = b.blocked WHERE b.user = ?",
      )
      .all(user)
      .map((row) => row.id);
  },

  async blocks(userId, otherId) {
    const user = keys.users.get(userId);
    const other = keys.users.get(otherId);
    if (user === undefined || other === undefined) return false;
    const row = connection
      .prepare("SELECT 1 FROM blocks WHERE user = ? AND blocked = ?")
      .get(user, other);
    return row !== undefined;
  },
});
