import { LIMITS } from "../../../protocol/limits.ts";
import type { MemberRole } from "../../../protocol/primitives.ts";
import { pageOf } from "../page.ts";
import type { MemberStore, OwnershipStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import { spendInvite } from "./invites.ts";
import type { Keys } from "./keys.ts";
import { type MemberRow, SELECT_MEMBER, toMembershipRecord } from "./room-row.ts";

export const sqliteMembers = (connection: Connection, keys: Keys): MemberStore & OwnershipStore => {
  const memberOf = (roomId: string, userId: string) => {
    const row = connection
      .prepare<MemberRow>(`${SELECT_MEMBER} WHERE r.id = ? AND u.id = ?`)
      .get(roomId, userId);
    return row === undefined ? undefined : toMembershipRecord(row);
  };
  /** Runs an UPDATE that ends in `room = ? AND user = ?`, and says how the member stands then. */
  const update = (
    roomId: string,
    userId: string,
    assignments: string,
    values: (string | number | null)[],
  ) => {
    const room = keys.rooms.get(roomId);
    const user = keys.users.get(userId);
    if (room === undefined || user === undefined) return undefined;
    connection
      .prepare(`UPDATE members SET ${assignments} WHERE room = ? AND user = ?`)
      .run(...values, room, user);
    return memberOf(roomId, userId);
  };
  const countMembers = (room: number, change: number): void => {
    connection.prepare("UPDATE rooms SET members = members + ? WHERE key = ?").run(change, room);
  };
  const owners = (roomId: string): number => {
    const found = connection
      .prepare<{ count: number }>(
        `SELECT count(*) AS count FROM members
          WHERE room = (SELECT key FROM rooms WHERE id = ?) AND role = 'owner'`,
      )
      .get(roomId);
    return found?.count ?? 0;
  };
  /** Gives a room without an owner a new one; their id. */
  const succeed = (room: number): string | undefined => {
    const first = connection
      .prepare<{ user: number; id: string; role: string }>(
        `SELECT m.user, u.id, m.role FROM members m JOIN users u ON u.key = m.user WHERE m.room = ?
          ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'moderator' THEN 1 ELSE 2 END,
            m.joined_at, u.id LIMIT 1`,
      )
      .get(room);
    if (first === undefined || first.role === "owner") return undefined;
    connection
      .prepare("UPDATE members SET role = 'owner' WHERE room = ? AND user = ?")
      .run(room, first.user);
    return first.id;
  };

  return {
    async membership(roomId, userId) {
      return memberOf(roomId, userId);
    },

    async addMember(member, invite) {
      return connection.transaction(() => {
        const found = connection
          .prepare<{ key: number; members: number }>("SELECT key, members FROM rooms WHERE id = ?")
          .get(member.roomId);
        if (found === undefined) return "gone";
        const room = found.key;
        const user = keys.users.get(member.userId);
        if (user === undefined) throw new Error(`addMember: there is no user ${member.userId}`);
        if (memberOf(member.roomId, member.userId) !== undefined) return false;
        const rooms = connection
          .prepare<{ count: number }>(
            "SELECT count(*) AS count FROM members m JOIN rooms r ON r.key = m.room WHERE m.user = ?",
          )
          .get(user);
        if ((rooms?.count ?? 0) >= LIMITS.roomsPerUser) return "full";
        const { joinedAt, muted, pinned, read } = member;
        const letsIn =
          invite === undefined || spendInvite(connection, { code: invite, room, now: joinedAt });
        if (!letsIn) return "spent";
        const role = found.members === 0 ? "owner" : member.role;
        connection
          .prepare(
            `INSERT INTO members (room, user, role, joined_at, muted, pinned, read_seq, read_n)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(room, user, role, joinedAt, Number(muted), Number(pinned), read.seq, read.n);
        countMembers(room, 1);
        return true;
      });
    },

    async removeMember(roomId, userId) {
      const room = keys.rooms.get(roomId);
      const user = keys.users.get(userId);
      if (room === undefined || user === undefined) return undefined;
      return connection.transaction(() => {
        const removed = connection
          .prepare<Pick<MemberRow, "role">>(
            "DELETE FROM members WHERE room = ? AND user = ? RETURNING role",
          )
          .get(room, user);
        if (removed === undefined) return undefined;
        countMembers(room, -1);
        const successor = removed.role === "owner" ? succeed(room) : undefined;
        return { role: removed.role, ...(successor === undefined ? {} : { successor }) };
      });
    },

    async setRole(roomId, userId, role) {
      return connection.transaction(() => {
        const before = memberOf(roomId, userId)?.role;
        if (before === "owner" && role !== "owner" && owners(roomId) === 1) return "last_owner";
        return update(roomId, userId, "role = ?", [role]) !== undefined;
      });
    },

    async setPreferences(roomId, userId, { muted, pinned }) {
      return update(roomId, userId, "muted = coalesce(?, muted), pinned = coalesce(?, pinned)", [
        muted === undefined ? null : Number(muted),
        pinned === undefined ? null : Number(pinned),
      ]);
    },

    async markRead(roomId, userId, { seq, n }) {
      const marked = update(
        roomId,
        userId,
        "read_n = iif(read_seq < ?, ?, read_n), read_seq = max(read_seq, ?)",
        [seq, n, seq],
      );
      return marked?.read;
    },

    async members(roomId, cursor, limit) {
      const [joinedAt = "-1", userId = ""] = cursor?.split(" ") ?? [];
      const rows = connection
        .prepare<MemberRow>(
          `${SELECT_MEMBER} WHERE m.room = (SELECT key FROM rooms WHERE id = ?)
            AND m.joined_at >= ? AND (m.joined_at > ? OR u.id > ?)
            ORDER BY m.joined_at, u.id LIMIT ?`,
        )
        .all(roomId, Number(joinedAt), Number(joinedAt), userId, limit + 1);
      return pageOf(rows, limit, toMembershipRecord, (row) => `${row.joined_at} ${row.user_id}`);
    },

    async membersAmong(roomId, userIds) {
      return connection
        .prepare<{ id: string }>(
          `SELECT u.id FROM json_each(?) j JOIN users u ON u.id = j.value
            JOIN members m ON m.user = u.key AND m.room = (SELECT key FROM rooms WHERE id = ?)`,
        )
        .all(JSON.stringify(userIds), roomId)
        .map((row) => row.id);
    },

    async membersByUsername(roomId, usernames) {
      return connection
        .prepare<{ id: string; username: string }>(
          `SELECT u.id, u.username FROM json_each(?) j JOIN users u ON u.username = j.value
            JOIN members m ON m.user = u.key AND m.room = (SELECT key FROM rooms WHERE id = ?)`,
        )
        .all(JSON.stringify(usernames), roomId)
        .map(({ id, username }) => ({ userId: id, username }));
    },

    async roomIdsOf(userId) {
      return connection
        .prepare<{ id: string }>(
          `SELECT r.id FROM members m JOIN rooms r ON r.key = m.room
            WHERE m.user = (SELECT key FROM users WHERE id = ?)`,
        )
        .all(userId)
        .map((row) => row.id);
    },

    async memberships(userId) {
      return connection
        .prepare<MemberRow>(`${SELECT_MEMBER} WHERE m.user = (SELECT key FROM users WHERE id = ?)`)
        .all(userId)
        .map(toMembershipRecord);
    },

    async rolesOf(userIds) {
      const rows = connection
        .prepare<Pick<MemberRow, "room_id" | "user_id" | "role">>(
          `SELECT u.id AS user_id, r.id AS room_id, m.role FROM json_each(?) j
            JOIN users u ON u.id = j.value JOIN members m ON m.user = u.key
            JOIN rooms r ON r.key = m.room`,
        )
        .all(JSON.stringify(userIds));
      const roles = new Map<string, Map<string, MemberRole>>();
      for (const { user_id, room_id, role } of rows) {
        const ofUser = roles.get(user_id);
        if (ofUser === undefined) roles.set(user_id, new Map([[room_id, role]]));
        else ofUser.set(room_id, role);
      }
      return roles;
    },
  };
};
