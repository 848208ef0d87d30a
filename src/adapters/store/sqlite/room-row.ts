import type { MembershipRecord, RoomRecord } from "../../../ports/store/rooms.ts";

export interface RoomRow {
  readonly key: number;
  readonly id: string;
  readonly kind: RoomRecord["kind"];
  readonly name: string;
  readonly topic: string | null;
  readonly created_by: string;
  readonly created_at: number;
  readonly members: number;
  readonly pair_low: string | null;
  readonly pair_high: string | null;
  readonly active_at: number;
}

export const ROOM_COLUMNS = `r.key, r.id, r.kind, r.name, r.topic, r.created_by, r.created_at, r.members,
  r.pair_low, r.pair_high, t.active_at`;

/** Selects RoomRows; to be followed by WHERE on `r`. */
export const SELECT_ROOM = `SELECT ${ROOM_COLUMNS} FROM rooms r JOIN tips t ON t.room = r.key `;

export const toRoomRecord = (row: RoomRow): RoomRecord => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  ...(row.topic === null ? {} : { topic: row.topic }),
  createdBy: row.created_by,
  createdAt: row.created_at,
  members: row.members,
  activeAt: row.active_at,
  ...(row.pair_low === null || row.pair_high === null
    ? {}
    : { pair: [row.pair_low, row.pair_high] as const }),
});

export interface MemberRow {
  readonly room_id: string;
  readonly user_id: string;
  readonly role: MembershipRecord["role"];
  readonly joined_at: number;
  readonly muted: number;
  readonly pinned: number;
  readonly read_seq: number;
  readonly read_n: number;
}

/** Selects MemberRows, of rooms that are there; to be followed by WHERE on `m`, `r` or `u`. */
export const SELECT_MEMBER = `SELECT r.id AS room_id, u.id AS user_id, m.role, m.joined_at, m.muted,
  m.pinned, m.read_seq, m.read_n
  FROM members m JOIN rooms r ON r.key = m.room JOIN users u ON u.key = m.user `;

export const toMembershipRecord = (row: MemberRow): MembershipRecord => ({
  roomId: row.room_id,
  userId: row.user_id,
  role: row.role,
  joinedAt: row.joined_at,
  muted: row.muted === 1,
  pinned: row.pinned === 1,
  read: { seq: row.read_seq, n: row.read_n },
});
