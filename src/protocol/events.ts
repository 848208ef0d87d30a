import * as v from "valibot";
import { AnnouncementLevel } from "./announcements.ts";
import {
  DeleteEntry,
  EditEntry,
  MemberEntry,
  MessageEntry,
  ReactionEntry,
  RoomEntry,
} from "./entries.ts";
import { ERROR_CODES } from "./errors.ts";
import * as p from "./primitives.ts";
import { Room, RoomSummary } from "./rooms.ts";
import { User, UserRef } from "./users.ts";

const ref = { ref: v.optional(p.Ref) };
const roomId = { room_id: p.Id };

export const Authenticated = v.strictObject({
  event: v.literal("authenticated"),
  ...ref,
  connection_id: p.Id,
  server_id: v.string(),
  user: User,
  expires_in: p.Count,
  rooms: v.array(RoomSummary),
});
export const RoomJoined = v.strictObject({
  event: v.literal("room_joined"),
  ...ref,
  room: Room,
  tip: p.Mark,
  members_online: p.Count,
});
export const RoomLeft = v.strictObject({ event: v.literal("room_left"), ...ref, ...roomId });
export const RoomCreated = v.strictObject({
  event: v.literal("room_created"),
  ...ref,
  room: Room,
  tip: p.Mark,
});
export const PresenceState = v.strictObject({
  event: v.literal("presence_state"),
  ...ref,
  ...roomId,
  online: p.Count,
  users: v.array(UserRef),
  /** In a direct room, to those who asked for `members`: how far the other has read. */
  peer_read: v.optional(p.Mark),
});
export const RoomClosed = v.strictObject({ event: v.literal("room_closed"), ...ref, ...roomId });
export const Ack = v.strictObject({
  event: v.literal("ack"),
  ...ref,
  ...roomId,
  cid: v.string(),
  id: p.Id,
  seq: p.Seq,
  n: p.Count,
  at: p.Timestamp,
});
export const ReadMark = v.strictObject({
  event: v.literal("read"),
  ...ref,
  ...roomId,
  ...p.Mark.entries,
});
export const UserUpdated = v.strictObject({
  event: v.literal("user_updated"),
  ...ref,
  user: User,
});
export const Pong = v.strictObject({ event: v.literal("pong"), ...ref, at: p.Timestamp });
export const Presence = v.strictObject({
  event: v.literal("presence"),
  ...roomId,
  online: p.Count,
  joined: v.array(UserRef),
  left: v.array(p.Id),
});
export const TypingState = v.strictObject({
  event: v.literal("typing"),
  ...roomId,
  user_id: p.Id,
  display_name: v.string(),
  on: v.boolean(),
});
/**
 * To those who opened the room with `members`: somebody's new role, or how far the other of a direct room has read. To
 * who authenticated with `members`: what they said of a room on another connection.
 */
export const MemberChanged = v.strictObject({
  event: v.literal("member_changed"),
  ...roomId,
  user_id: p.Id,
  role: v.optional(p.MemberRole),
  read: v.optional(p.Mark),
  muted: v.optional(v.boolean()),
  pinned: v.optional(v.boolean()),
});
export const RoomAdded = v.strictObject({
  event: v.literal("room_added"),
  room: Room,
  tip: p.Mark,
});
export const RoomRemovedReason = v.picklist(["left", "kicked", "banned", "expired", "single_room"]);
export const RoomRemoved = v.strictObject({
  event: v.literal("room_removed"),
  ...roomId,
  reason: RoomRemovedReason,
});
export const RoomDeleted = v.strictObject({ event: v.literal("room_deleted"), ...roomId });
export const Reset = v.strictObject({ event: v.literal("reset"), ...roomId, tip: p.Mark });
export const AnnouncementEvent = v.strictObject({
  event: v.literal("announcement"),
  id: p.Id,
  text: v.string(),
  level: v.optional(AnnouncementLevel),
  /** Goes up with each other text or level: one that was dismissed shows again. */
  version: v.optional(p.Count),
  /** In the room that it is about; else everywhere. */
  room_id: v.optional(p.Id),
  /** When it goes by itself; in the past: it was withdrawn. */
  ends_at: v.optional(p.Timestamp),
});
export type AnnouncementEvent = v.InferOutput<typeof AnnouncementEvent>;
export const Reauthenticate = v.strictObject({
  event: v.literal("reauthenticate"),
  expires_in: p.Count,
});
export const Draining = v.strictObject({
  event: v.literal("draining"),
  retry_after_ms: p.Count,
});
export const IssueList = v.array(v.strictObject({ path: v.string(), message: v.string() }));
export const ErrorEvent = v.strictObject({
  event: v.literal("error"),
  ...ref,
  code: v.picklist(ERROR_CODES),
  message: v.string(),
  retry_after_ms: v.optional(p.Count),
  issues: v.optional(IssueList),
});

/** Everything a server may put into a frame; a frame is a JSON array of these. */
export const ServerEvent = v.variant("event", [
  Authenticated,
  RoomJoined,
  RoomLeft,
  RoomCreated,
  PresenceState,
  RoomClosed,
  Ack,
  ReadMark,
  UserUpdated,
  Pong,
  MessageEntry,
  EditEntry,
  DeleteEntry,
  ReactionEntry,
  MemberEntry,
  RoomEntry,
  Presence,
  TypingState,
  MemberChanged,
  RoomAdded,
  RoomRemoved,
  RoomDeleted,
  Reset,
  AnnouncementEvent,
  Reauthenticate,
  Draining,
  ErrorEvent,
]);
export type ServerEvent = v.InferOutput<typeof ServerEvent>;
export type ServerEventName = ServerEvent["event"];
/** The event called `N`. */
export type EventOf<N extends ServerEventName> = Extract<ServerEvent, { event: N }>;
export const ServerFrame = v.array(ServerEvent);
