import type { MembershipView, RoomStore } from "../../../ports/store/rooms.ts";
import type { Connection } from "./connection.ts";
import { type EntryRow, EVENT, toEntryRecord } from "./entry-row.ts";
import type { Keys } from "./keys.ts";
import { type MemberRow, type RoomRow, toMembershipRecord, toRoomRecord } from "./room-row.ts";

/**
 * What makes a room, a membership and the room's last message: every record is made of the row as it is, as
 * copying a row of so many columns takes as long as selecting it. `seq` and `n` are the message's.
 */
interface ViewRow extends RoomRow, MemberRow, Omit<EntryRow, "seq"> {
  readonly tip_seq: number;
  readonly tip_n: number;
  readonly floor: number;
  readonly unread_mentions: number;
  /** Null where there is no message to show; then nothing of it is. */
  readonly seq: number | null;
  readonly edited: string | null;
}

const hasMessage = (row: ViewRow): row is ViewRow & EntryRow => row.seq !== null;

/** One statement for all rooms of a user: what a reconnecting client waits for. */
const SELECT_VIEWS = `SELECT r.key, r.id, r.kind, r.name, r.topic, r.created_by, r.created_at,
    r.members, r.pair_low, r.pair_high, t.active_at,
    t.seq AS tip_seq, t.n AS tip_n, t.floor,
    r.id AS room_id, ? AS user_id, m.role, m.joined_at, m.muted, m.pinned, m.read_seq, m.read_n,
    (SELECT count(*) FROM mentions x WHERE x.user = m.user AND x.room = m.room
      AND x.seq > m.read_seq) AS unread_mentions,
    e.seq, e.n, e.event, e.uuid, e.cid, s.id AS sender_id, e.at, e.server,
    e.erased, e.target, e.reply_to, e.mentions, e.attachments, e.emoji, e."on", e.detail, e.content,
    (SELECT d.content FROM entries d WHERE d.room = m.room AND d.target = t.shown
      AND d.event = ${EVENT.edit} ORDER BY d.id DESC LIMIT 1) AS edited
  FROM members m JOIN rooms r ON r.key = m.room JOIN tips t ON t.room = m.room
    LEFT JOIN entries e ON e.room = m.room AND e.seq = t.shown AND t.shown > 0
    LEFT JOIN users s ON s.key = e.sender
  WHERE m.user = ?`;

const toView = (row: ViewRow): MembershipView => {
  const content = row.edited ?? row.content;
  return {
    room: toRoomRecord(row),
    membership: toMembershipRecord(row),
    tip: { seq: row.tip_seq, n: row.tip_n, floor: row.floor },
    unreadMentions: row.unread_mentions,
    ...(hasMessage(row) && content !== null
      ? { lastMessage: { entry: toEntryRecord(row), content } }
      : {}),
  };
};

export const sqliteMembershipViews = (
  connection: Connection,
  keys: Keys,
): Pick<RoomStore, "membershipViews"> => ({
  async membershipViews(userId, roomId) {
    const user = keys.users.get(userId);
    if (user === undefined) return [];
    if (roomId === undefined) {
      return connection.prepare<ViewRow>(SELECT_VIEWS).all(userId, user).map(toView);
    }
    const room = keys.rooms.get(roomId);
    if (room === undefined) return [];
    return connection
      .prepare<ViewRow>(`${SELECT_VIEWS} AND m.room = ?`)
      .all(userId, user, room)
      .map(toView);
  },
});
