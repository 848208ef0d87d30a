import type { AdminStore } from "../../../ports/store/admins.ts";
import type { UserStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { requireAdminLeft, unlessLastAdmin } from "./last-admin.ts";
import { toUserRecord, type UserRow } from "./user-row.ts";

interface TotpRow {
  readonly secret: string;
  readonly confirmed: number;
  readonly last_step: number;
}

export const sqliteAdmins = (
  connection: Connection,
  keys: Keys,
  { createUser }: Pick<UserStore, "createUser">,
): AdminStore => {
  const anyAdmin = (): boolean =>
    connection.prepare("SELECT 1 FROM users WHERE role = 'admin' AND deleted = 0 LIMIT 1").get() !==
    undefined;

  return {
    async anyAdmin() {
      return anyAdmin();
    },

    async createFirstAdmin(admin) {
      // Nobody comes between: there is one writer, and it writes before it is waited for.
      return anyAdmin() ? "exists" : createUser(admin);
    },

    async setStanding(id, { role, disabled }, now) {
      return unlessLastAdmin(connection, () => {
        const before = connection
          .prepare<UserRow>("SELECT * FROM users WHERE id = ? AND deleted = 0")
          .get(id);
        if (before === undefined) return undefined;
        const after = connection
          .prepare<UserRow>(
            `UPDATE users SET role = coalesce(?, role), disabled = coalesce(?, disabled)
              WHERE key = ? RETURNING *`,
          )
          .get(role ?? null, disabled === undefined ? null : Number(disabled), before.key);
        if (before.role === "admin") requireAdminLeft(connection, now);
        return after === undefined ? undefined : toUserRecord(after);
      });
    },

    async totp(userId) {
      const user = keys.users.get(userId);
      if (user === undefined) return undefined;
      const row = connection.prepare<TotpRow>("SELECT * FROM totp WHERE user = ?").get(user);
      return row === undefined
        ? undefined
        : { secret: row.secret, confirmed: row.confirmed === 1, lastStep: row.last_step };
    },

    async enrolTotp(userId, secret) {
      const user = keys.users.get(userId);
      if (user === undefined) return false;
      const enrolled = connection
        .prepare(
          `INSERT INTO totp (user, secret, confirmed, last_step) VALUES (?, ?, 0, 0)
            ON CONFLICT (user) DO UPDATE SET secret = excluded.secret, last_step = 0
              WHERE confirmed = 0`,
        )
        .run(user, secret);
      return enrolled === 1;
    },

    async takeTotpStep(userId, secret, step) {
      const user = keys.users.get(userId);
      if (user === undefined) return false;
      const taken = connection
        .prepare(
          `UPDATE totp SET confirmed = 1, last_step = ?
            WHERE user = ? AND secret = ? AND last_step < ?`,
        )
        .run(step, user, secret, step);
      return taken === 1;
    },

    async removeTotp(userId) {
      const user = keys.users.get(userId);
      if (user !== undefined) connection.prepare("DELETE FROM totp WHERE user = ?").run(user);
    },
  };
};
