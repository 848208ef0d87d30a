import type { Page, UserPatch, UserRecord } from "../../../ports/store/accounts.ts";
import { nameKey } from "../../../protocol/names.ts";
import { pageOf } from "../page.ts";
import type { UserStore } from "../parts.ts";
import { foldName, nameTails, PAST } from "../prefixes.ts";
import type { Connection } from "./connection.ts";
import { endSessions } from "./sessions.ts";
import { listUsers } from "./user-list.ts";
import { toUserRecord, type UserRow } from "./user-row.ts";

/** The key of a user, and the name that they were found by. */
const CURSOR_OF_NAME = /^(\d{1,15}) (.+)$/s;

export const sqliteUsers = (connection: Connection): UserStore => {
  const rowOf = (id: string): UserRow | undefined => {
    return connection.prepare<UserRow>("SELECT * FROM users WHERE id = ?").get(id);
  };
  const recordOf = (id: string): UserRecord | undefined => {
    const row = rowOf(id);
    return row === undefined ? undefined : toUserRecord(row);
  };

  const indexNames = (id: string): void => {
    const row = rowOf(id);
    if (row === undefined) return;
    connection.prepare("DELETE FROM user_names WHERE user = ?").run(row.key);
    if (row.deleted === 1) return;
    for (const name of [...nameTails(row.display_name), ...nameTails(row.username ?? "")]) {
      connection
        .prepare("INSERT OR IGNORE INTO user_names (name, user) VALUES (?, ?)")
        .run(name, row.key);
    }
  };

  return {
    async createUser(user: UserRecord): Promise<"created" | "taken"> {
      return connection.transaction(() => {
        const created = connection
          .prepare(
            `INSERT INTO users (id, kind, username, display_name, folded_name, number, role, password_hash,
              disabled, deleted, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT DO NOTHING`,
          )
          .run(
            user.id,
            user.kind,
            user.username ?? null,
            user.displayName,
            nameKey(user.displayName),
            user.number ?? null,
            user.role,
            user.passwordHash ?? null,
            Number(user.disabled),
            Number(user.deleted),
            user.createdAt,
            user.lastSeenAt,
          );
        if (created === 0) return "taken";
        indexNames(user.id);
        return "created";
      });
    },

    async user(id: string): Promise<UserRecord | undefined> {
      return recordOf(id);
    },

    async users(ids: readonly string[]): Promise<UserRecord[]> {
      return connection
        .prepare<UserRow>("SELECT * FROM users WHERE id IN (SELECT value FROM json_each(?))")
        .all(JSON.stringify(ids))
        .map(toUserRecord);
    },

    async userByUsername(username: string): Promise<UserRecord | undefined> {
      const row = connection
        .prepare<UserRow>("SELECT * FROM users WHERE username = ?")
        .get(username);
      return row === undefined ? undefined : toUserRecord(row);
    },

    async updateUser(id: string, patch: UserPatch): Promise<UserRecord | undefined> {
      const { displayName, passwordHash, lastSeenAt } = patch;
      const folded = displayName === undefined ? null : nameKey(displayName);
      return connection.transaction(() => {
        const updated = connection
          .prepare(
            `UPDATE users SET display_name = coalesce(?, display_name), folded_name = coalesce(?, folded_name),
              password_hash = coalesce(?, password_hash), last_seen_at = coalesce(?, last_seen_at)
              WHERE id = ? AND deleted = 0`,
          )
          .run(displayName ?? null, folded, passwordHash ?? null, lastSeenAt ?? null, id);
        if (updated === 0) return undefined;
        if (displayName !== undefined) indexNames(id);
        return recordOf(id);
      });
    },

    async changePassword(id, from, to, except) {
      return connection.transaction(() => {
        const changed = connection
          .prepare("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?")
          .run(to, id, from);
        return changed === 1 ? endSessions(connection, id, except) : undefined;
      });
    },

    async upgradeGuest(
      id: string,
      account: { readonly username: string; readonly passwordHash: string },
    ): Promise<UserRecord | "taken" | undefined> {
      return connection.transaction(() => {
        const guest = rowOf(id);
        if (guest === undefined || guest.kind !== "guest" || guest.deleted === 1) return undefined;
        const upgraded = connection
          .prepare(
            `UPDATE OR IGNORE users SET kind = 'member', username = ?, password_hash = ?, number = NULL
              WHERE id = ?`,
          )
          .run(account.username, account.passwordHash, id);
        if (upgraded === 0) return "taken";
        indexNames(id);
        return recordOf(id);
      });
    },

    async deleteUser(id: string, displayName: string): Promise<void> {
      connection.transaction(() => {
        const key = rowOf(id)?.key;
        if (key === undefined) return;
        connection
          .prepare(
            `UPDATE users SET deleted = 1, display_name = ?, folded_name = '', username = NULL, number = NULL,
              password_hash = NULL WHERE key = ?`,
          )
          .run(displayName, key);
        indexNames(id);
        connection.prepare("DELETE FROM sessions WHERE user = ?").run(key);
        connection.prepare("DELETE FROM reset_codes WHERE user = ?").run(key);
        connection.prepare("DELETE FROM totp WHERE user = ?").run(key);
        connection.prepare("DELETE FROM blocks WHERE user = ? OR blocked = ?").run(key, key);
        connection.prepare("INSERT OR IGNORE INTO leaving_users (user) VALUES (?)").run(key);
      });
    },

    async leavingUsers(limit: number): Promise<UserRecord[]> {
      return connection
        .prepare<UserRow>(
          "SELECT u.* FROM leaving_users l JOIN users u ON u.key = l.user ORDER BY l.user LIMIT ?",
        )
        .all(limit)
        .map(toUserRecord);
    },

    async leftRooms(id: string): Promise<void> {
      connection
        .prepare("DELETE FROM leaving_users WHERE user = (SELECT key FROM users WHERE id = ?)")
        .run(id);
    },

    async findUsers(
      prefix: string,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<UserRecord>> {
      const folded = foldName(prefix);
      if (folded === "") return { items: [] };
      const [, after = "-1", from = folded] = CURSOR_OF_NAME.exec(cursor ?? "") ?? [];
      // In the order of the index, each user at the first of their names: no page reads more than it shows.
      const rows = connection
        .prepare<UserRow & { readonly found: string }>(
          `SELECT u.*, f.name AS found FROM user_names f JOIN users u ON u.key = f.user
            WHERE (f.name, f.user) > (?, ?) AND f.name <= ? AND u.kind = 'member'
              AND NOT EXISTS (SELECT 1 FROM user_names e
                WHERE e.user = f.user AND e.name >= ? AND e.name < f.name)
            ORDER BY f.name, f.user LIMIT ?`,
        )
        .all(from, Number(after), folded + PAST, folded, limit + 1);
      return pageOf(rows, limit, toUserRecord, (row) => `${row.key} ${row.found}`);
    },

    listUsers: (query) => listUsers(connection, query),

    async idleGuests(before: number, limit: number): Promise<UserRecord[]> {
      return connection
        .prepare<UserRow>(
          `SELECT * FROM users WHERE kind = 'guest' AND deleted = 0 AND last_seen_at < ?
            ORDER BY last_seen_at LIMIT ?`,
        )
        .all(before, limit)
        .map(toUserRecord);
    },

    async guestByNumber(number: number): Promise<UserRecord | undefined> {
      const row = connection.prepare<UserRow>("SELECT * FROM users WHERE number = ?").get(number);
      return row === undefined ? undefined : toUserRecord(row);
    },

    async guestNumbers(): Promise<number[]> {
      return connection
        .prepare<{ number: number }>("SELECT number FROM users WHERE number IS NOT NULL")
        .all()
        .map((row) => row.number);
    },

    async countUsers(): Promise<number> {
      const row = connection
        .prepare<{ count: number }>("SELECT count(*) AS count FROM users WHERE deleted = 0")
        .get();
      return row?.count ?? 0;
    },
  };
};
