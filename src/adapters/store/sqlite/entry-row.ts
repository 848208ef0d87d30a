import type { EntryPayload, EntryRecord } from "../../../ports/store/log.ts";
import { splitAttachments } from "./attachment-row.ts";

/** Their places are the numbers that are stored: only ever add at the end. */
const EVENTS = ["message", "edit", "delete", "reaction", "member", "room"] as const;

export const EVENT = {
  message: 0,
  edit: 1,
  delete: 2,
  reaction: 3,
  member: 4,
  room: 5,
} as const satisfies Record<EntryPayload["event"], number>;

/** An entry as it is selected: the ids of room and sender in place of their keys. */
export interface EntryRow {
  readonly room_id: string;
  readonly seq: number;
  readonly n: number;
  readonly event: number;
  readonly uuid: string;
  readonly cid: string;
  readonly sender_id: string;
  readonly at: number;
  readonly server: string;
  readonly erased: number;
  readonly target: number | null;
  readonly reply_to: number | null;
  readonly mentions: string | null;
  readonly attachments: string | null;
  readonly emoji: string | null;
  readonly on: number | null;
  readonly detail: string | null;
  readonly content: string | null;
}

/** Selects EntryRows; to be followed by WHERE on `e`. The room's id is bound first: it is known already. */
export const SELECT_ENTRY = `SELECT ? AS room_id, e.seq, e.n, e.event, e.uuid, e.cid, u.id AS sender_id,
  e.at, e.server, e.erased, e.target, e.reply_to, e.mentions, e.attachments, e.emoji, e."on", e.detail,
  e.content FROM entries e JOIN users u ON u.key = e.sender `;

type MemberDetail = Omit<Extract<EntryPayload, { event: "member" }>, "event">;
type RoomDetail = Omit<Extract<EntryPayload, { event: "room" }>, "event">;

/** Ids hold no spaces. */
export const joinIds = (ids: readonly string[] | undefined): string | null =>
  ids === undefined || ids.length === 0 ? null : ids.join(" ");
export const splitIds = (ids: string): string[] => ids.split(" ");

const messagePayload = (row: EntryRow): EntryPayload => ({
  event: "message",
  ...(row.content === null ? {} : { content: row.content }),
  ...(row.reply_to === null ? {} : { replyTo: row.reply_to }),
  ...(row.mentions === null ? {} : { mentions: splitIds(row.mentions) }),
  ...(row.attachments === null ? {} : { attachments: splitAttachments(row.attachments) }),
});

const payloadOf = (row: EntryRow): EntryPayload => {
  const event = EVENTS[row.event];
  const target = row.target ?? 0;
  switch (event) {
    case "message":
      return messagePayload(row);
    case "edit":
      return row.content === null ? { event, target } : { event, target, content: row.content };
    case "delete":
      return { event, target };
    case "reaction":
      return { event, target, emoji: row.emoji ?? "", on: row.on === 1 };
    case "member":
      return { event, ...(JSON.parse(row.detail ?? "{}") as MemberDetail) };
    case "room":
      return { event, ...(JSON.parse(row.detail ?? "{}") as RoomDetail) };
    default:
      throw new Error(`entry ${row.room_id} ${row.seq} has the unknown event ${row.event}`);
  }
};

export const toEntryRecord = (row: EntryRow): EntryRecord => ({
  roomId: row.room_id,
  seq: row.seq,
  n: row.n,
  id: row.uuid,
  cid: row.cid,
  senderId: row.sender_id,
  at: row.at,
  serverId: row.server,
  erased: row.erased === 1,
  payload: payloadOf(row),
});
