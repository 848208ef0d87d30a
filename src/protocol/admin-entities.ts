import * as v from "valibot";
import * as p from "./primitives.ts";
import { ReportAction } from "./report-actions.ts";
import { Room } from "./rooms.ts";
import { Sender, User } from "./users.ts";

/** What servers said that answered; the others were asked twice. */
export const Partial = v.strictObject({
  answered: p.Count,
  servers: p.Count,
  /** Ids of the others. */
  missing: v.pipe(v.array(v.string()), v.readonly()),
});
export type Partial = v.InferOutput<typeof Partial>;

export const Server = v.strictObject({
  server_id: v.string(),
  runtime: p.RuntimeName,
  runtime_version: v.string(),
  version: v.string(),
  host: v.string(),
  pid: p.Count,
  started_at: p.Timestamp,
  connections: p.Count,
  rooms: p.Count,
  messages_in_total: p.Count,
  messages_out_total: p.Count,
  rss_bytes: p.Count,
  /** Share of one core, 0–n. */
  cpu: v.number(),
  loop_lag_ms: v.number(),
  bus: v.string(),
  store: v.string(),
  draining: v.boolean(),
  last_seen_at: p.Timestamp,
});
export type Server = v.InferOutput<typeof Server>;

export const Client = v.strictObject({
  connection_id: p.Id,
  user: User,
  ip: v.string(),
  user_agent: v.string(),
  server_id: v.string(),
  connected_at: p.Timestamp,
  rooms: p.Count,
  buffered_bytes: p.Count,
  /** Rooms that it is too slow for: it gets what it has not had from their logs, as fast as it takes it. */
  rooms_behind: v.optional(p.Count),
  runtime: v.optional(p.RuntimeName),
  /** Frames that it sent, and that were written to it, a second: over five seconds that have just passed. */
  frames_in_per_s: v.optional(v.number()),
  frames_out_per_s: v.optional(v.number()),
});
export type Client = v.InferOutput<typeof Client>;

export const AdminUser = v.strictObject({
  ...User.entries,
  disabled: v.boolean(),
  /** By a ban on them; one on an address is not looked up. Absent: not banned. */
  banned: v.optional(v.literal(true)),
  last_seen_at: v.optional(p.Timestamp),
});
export type AdminUser = v.InferOutput<typeof AdminUser>;

export const Ban = v.strictObject({
  id: p.Id,
  user_id: v.optional(p.Id),
  /** Who that is, for as long as they are known. */
  user: v.optional(Sender),
  /** An address or a CIDR. */
  ip: v.optional(v.string()),
  reason: v.optional(v.string()),
  created_by: p.Id,
  created_at: p.Timestamp,
  expires_at: v.optional(p.Timestamp),
});
export type Ban = v.InferOutput<typeof Ban>;

export const ReportStatus = v.picklist(["open", "resolved", "dismissed"]);

export const Report = v.strictObject({
  id: p.Id,
  room_id: p.Id,
  seq: p.Seq,
  reason: v.string(),
  reporter: User,
  status: ReportStatus,
  note: v.optional(v.string()),
  created_at: p.Timestamp,
  /** Who wrote the message; left out in reports older than this field. */
  author: v.optional(Sender),
  /** Open reports of the same message, this one included, on whatever page; of open ones in a list. */
  same_message: v.optional(p.Count),
  /** Who closed it, when, and with what. */
  closed_by: v.optional(p.Id),
  closed_at: v.optional(p.Timestamp),
  action: v.optional(ReportAction),
  ban_id: v.optional(p.Id),
});
export type Report = v.InferOutput<typeof Report>;

/** Connections of a room's members to one server. */
export const RoomSpread = v.strictObject({
  server_id: v.string(),
  runtime: p.RuntimeName,
  connections: p.Count,
});
export type RoomSpread = v.InferOutput<typeof RoomSpread>;

/** A room as admins see it. A direct room is called after both who are in it. */
export const AdminRoom = v.strictObject({
  ...Room.entries,
  /** seq of the newest entry of its log; 0 where there is none. */
  last_seq: p.Seq,
  last_active_at: p.Timestamp,
  /** At least so many seconds between two messages of one member; left out: none. */
  slow_mode_s: v.optional(p.Count),
  /** Only its owners and moderators write. */
  read_only: v.optional(v.boolean()),
  /** Messages that servers took in the last minute; where rooms are looked at. */
  messages_per_min: v.optional(p.Count),
  /** Servers with connections to it, most first; where rooms are looked at. */
  spread: v.optional(v.pipe(v.array(RoomSpread), v.readonly())),
});
export type AdminRoom = v.InferOutput<typeof AdminRoom>;
