import type { MembershipRecord } from "../../../ports/store/rooms.ts";
import { nameKey } from "../../../protocol/names.ts";
import { pageOf } from "../page.ts";
import type { OwnRoomStore } from "../parts.ts";
import { roomNameKey } from "../room-name-key.ts";
import type { Connection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { listRooms } from "./room-list.ts";
import { type RoomRow, SELECT_ROOM, toRoomRecord } from "./room-row.ts";

export const sqliteRooms = (
  connection: Connection,
  keys: Keys,
  /** There is a room whose members and log are to be swept. */
  onRemoved: () => void,
): OwnRoomStore => {
  const roomBy = (condition: string, ...values: string[]) => {
    const row = connection.prepare<RoomRow>(`${SELECT_ROOM} WHERE ${condition}`).get(...values);
    return row === undefined ? undefined : toRoomRecord(row);
  };

  const insertMember = (room: number, member: MembershipRecord): void => {
    const inserted = connection
      .prepare(
        `INSERT INTO members (room, user, role, joined_at, muted, pinned, read_seq, read_n)
          SELECT ?, key, ?, ?, ?, ?, ?, ? FROM users WHERE id = ?`,
      )
      .run(
        room,
        member.role,
        member.joinedAt,
        Number(member.muted),
        Number(member.pinned),
        member.read.seq,
        member.read.n,
        member.userId,
      );
    if (inserted === 0) throw new Error(`createRoom: there is no user ${member.userId}`);
  };

  return {
    async createRoom(room, members) {
      return connection.transaction(() => {
        const [low = null, high = null] = room.pair ?? [];
        const created = connection
          .prepare<{ key: number }>(
            `INSERT INTO rooms (id, kind, name, name_key, folded_name, topic, created_by, created_at,
              members, pair_low, pair_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT DO NOTHING RETURNING key`,
          )
          .get(
            room.id,
            room.kind,
            room.name,
            roomNameKey(room.kind, room.name) ?? null,
            nameKey(room.name),
            room.topic ?? null,
            room.createdBy,
            room.createdAt,
            members.length,
            low,
            high,
          );
        if (created === undefined) return "taken";
        connection
          .prepare(
            `INSERT INTO tips (room, seq, n, active_at, shown, floor, floor_n, floor_at)
              VALUES (?, 0, 0, ?, 0, 1, 0, NULL)`,
          )
          .run(created.key, room.createdAt);
        for (const member of members) insertMember(created.key, member);
        return "created";
      });
    },

    async room(id) {
      return roomBy("r.id = ?", id);
    },

    async roomByName(key) {
      return roomBy("r.name_key = ?", key);
    },

    async directRoom(a, b) {
      const [low, high] = a < b ? [a, b] : [b, a];
      return roomBy("r.pair_low = ? AND r.pair_high = ?", low, high);
    },

    async updateRoom(id, patch) {
      return connection.transaction(() => {
        const room = roomBy("r.id = ?", id);
        if (room === undefined) return undefined;
        const name = patch.name ?? room.name;
        const updated = connection
          .prepare(
            `UPDATE OR IGNORE rooms SET name = ?, name_key = ?, folded_name = ?, topic = nullif(?, '')
              WHERE id = ?`,
          )
          .run(
            name,
            roomNameKey(room.kind, name) ?? null,
            nameKey(name),
            patch.topic ?? room.topic ?? null,
            id,
          );
        return updated === 0 ? "taken" : roomBy("r.id = ?", id);
      });
    },

    async deleteRoom(id, only) {
      const condition = only === "empty" ? "id = ? AND members = 0" : "id = ?";
      const deleted = connection.transaction(() => {
        const row = connection
          .prepare<{ key: number }>(`DELETE FROM rooms WHERE ${condition} RETURNING key`)
          .get(id);
        if (row === undefined) return false;
        connection.prepare("DELETE FROM tips WHERE room = ?").run(row.key);
        connection.prepare("INSERT INTO removed_rooms (room) VALUES (?)").run(row.key);
        return true;
      });
      keys.rooms.forget(id);
      if (deleted) onRemoved();
      return deleted;
    },

    async discoverRooms(query, kinds, cursor, limit) {
      const [at = String(Number.MAX_SAFE_INTEGER), key = "0"] = cursor?.split(" ") ?? [];
      const rows = connection
        .prepare<RoomRow>(
          `${SELECT_ROOM} WHERE r.name_key IS NOT NULL AND instr(r.name_key, ?) > 0
            AND r.kind IN (SELECT value FROM json_each(?))
            AND (t.active_at < ? OR (t.active_at = ? AND r.key < ?))
            ORDER BY t.active_at DESC, r.key DESC LIMIT ?`,
        )
        .all(query, JSON.stringify(kinds), Number(at), Number(at), Number(key), limit + 1);
      return pageOf(rows, limit, toRoomRecord, (row) => `${row.active_at} ${row.key}`);
    },

    listRooms: (query) => listRooms(connection, query),

    async ephemeralRooms() {
      return connection
        .prepare<RoomRow>(`${SELECT_ROOM} WHERE r.kind = 'ephemeral'`)
        .all()
        .map(toRoomRecord);
    },

    async countRooms() {
      const row = connection
        .prepare<{ count: number }>("SELECT count(*) AS count FROM rooms")
        .get();
      return row?.count ?? 0;
    },
  };
};
