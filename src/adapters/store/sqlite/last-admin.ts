import type { Connection } from "./connection.ts";

/** Thrown out of a transaction, which it ends without a trace. */
export class LastAdmin extends Error {}

/** For the end of a transaction that barred an admin: throws where nobody is left who could let the others in. */
export const requireAdminLeft = (connection: Connection, now: number): void => {
  const left = connection
    .prepare(
      `SELECT 1 FROM users u WHERE role = 'admin' AND deleted = 0 AND disabled = 0
        AND NOT EXISTS (SELECT 1 FROM bans b WHERE b.user_id = u.id AND b.kind = 'ban'
          AND (b.expires_at IS NULL OR b.expires_at > ?)) LIMIT 1`,
    )
    .get(now);
  if (left === undefined) throw new LastAdmin();
};

/** What `work` answers; `last_admin`, and nothing was done, where it threw that. */
export const unlessLastAdmin = <T>(connection: Connection, work: () => T): T | "last_admin" => {
  try {
    return connection.transaction(work);
  } catch (error) {
    if (error instanceof LastAdmin) return "last_admin";
    throw error;
  }
};
