import type { InviteRecord } from "../../../ports/store/rooms.ts";
import { LIMITS } from "../../../protocol/limits.ts";
import { pageOf } from "../page.ts";
import type { InviteStore } from "../parts.ts";
import type { Connection } from "./connection.ts";

interface InviteRow {
  readonly code: string;
  readonly room_id: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly uses_left: number | null;
}

const toInviteRecord = (row: InviteRow): InviteRecord => ({
  code: row.code,
  roomId: row.room_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  ...(row.uses_left === null ? {} : { usesLeft: Math.max(0, row.uses_left) }),
});

/** In place of the uses left: by this the second to revoke it finds that it was. */
const REVOKED = -1;

const SELECT_INVITE = `SELECT i.code, r.id AS room_id, i.created_by, i.created_at, i.expires_at,
  i.uses_left FROM invites i JOIN rooms r ON r.key = i.room `;

/** Takes a use of it, where they are counted. False when it does not let into that room at `now`. */
export const spendInvite = (
  connection: Connection,
  { code, room, now }: { readonly code: string; readonly room: number; readonly now: number },
): boolean => {
  const used = connection
    .prepare(
      `UPDATE invites SET uses_left = uses_left - 1 WHERE code = ? AND room = ? AND expires_at > ?
        AND (uses_left IS NULL OR uses_left > 0)`,
    )
    .run(code, room, now);
  return used === 1;
};

export const sqliteInvites = (connection: Connection): InviteStore => {
  const inviteOf = (code: string): InviteRecord | undefined => {
    const row = connection.prepare<InviteRow>(`${SELECT_INVITE} WHERE i.code = ?`).get(code);
    return row === undefined ? undefined : toInviteRecord(row);
  };

  return {
    async createInvite(invite) {
      connection.transaction(() => {
        const created = connection
          .prepare(
            `INSERT INTO invites (code, room, created_by, created_at, expires_at, uses_left)
              SELECT ?, key, ?, ?, ?, ? FROM rooms WHERE id = ?`,
          )
          .run(
            invite.code,
            invite.createdBy,
            invite.createdAt,
            invite.expiresAt,
            invite.usesLeft ?? null,
            invite.roomId,
          );
        if (created === 0) throw new Error(`createInvite: there is no room ${invite.roomId}`);
        // Those that ended long ago would pile up; for a while they say that they are gone.
        connection
          .prepare(
            `DELETE FROM invites WHERE expires_at < ? AND room =
              (SELECT room FROM invites WHERE code = ?)`,
          )
          .run(invite.createdAt - LIMITS.inviteMaxMs, invite.code);
      });
    },

    async invite(code) {
      return inviteOf(code);
    },

    async invites(roomId, now, cursor, limit) {
      const [at = String(Number.MAX_SAFE_INTEGER), code = ""] = cursor?.split(" ") ?? [];
      const rows = connection
        .prepare<InviteRow>(
          `${SELECT_INVITE} WHERE r.id = ? AND i.expires_at > ?
            AND (i.uses_left IS NULL OR i.uses_left > 0)
            AND i.created_at <= ? AND (i.created_at < ? OR i.code < ?)
            ORDER BY i.created_at DESC, i.code DESC LIMIT ?`,
        )
        .all(roomId, now, Number(at), Number(at), code, limit + 1);
      return pageOf(rows, limit, toInviteRecord, (row) => `${row.created_at} ${row.code}`);
    },

    async revokeInvite(roomId, code) {
      const revoked = connection
        .prepare(
          `UPDATE invites SET uses_left = ? WHERE code = ? AND uses_left IS NOT ?
            AND room = (SELECT key FROM rooms WHERE id = ?)`,
        )
        .run(REVOKED, code, REVOKED, roomId);
      return revoked === 1;
    },
  };
};
