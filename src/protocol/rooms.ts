import * as v from "valibot";
import * as p from "./primitives.ts";
import { User, UserRef } from "./users.ts";

export const Room = v.strictObject({
  id: p.Id,
  /** In a direct room: the other's display name. */
  name: v.string(),
  kind: p.RoomKind,
  topic: v.optional(v.string()),
  created_by: p.Id,
  created_at: p.Timestamp,
  members: p.Count,
  online: p.Count,
  my_role: v.optional(p.MemberRole),
  muted: v.optional(v.boolean()),
  pinned: v.optional(v.boolean()),
  expires_at: v.optional(p.Timestamp),
  peer: v.optional(UserRef),
});
export type Room = v.InferOutput<typeof Room>;

export const LastMessage = v.strictObject({
  seq: p.Seq,
  sender: UserRef,
  excerpt: v.string(),
  at: p.Timestamp,
});
export type LastMessage = v.InferOutput<typeof LastMessage>;

/** A room as its member's list shows it. unread = tip.n − read.n, exactly, less deleted mentions in `unread_mentions`. */
export const RoomSummary = v.strictObject({
  ...Room.entries,
  tip: p.Mark,
  read: p.Mark,
  unread: p.Count,
  unread_mentions: p.Count,
  last_message: v.optional(LastMessage),
});
export type RoomSummary = v.InferOutput<typeof RoomSummary>;

export const Member = v.strictObject({
  user: User,
  role: p.MemberRole,
  joined_at: p.Timestamp,
  online: v.boolean(),
});
export type Member = v.InferOutput<typeof Member>;

export const Invite = v.strictObject({
  code: v.string(),
  created_by: p.Id,
  created_at: p.Timestamp,
  expires_at: p.Timestamp,
  uses_left: v.optional(p.Count),
});
export type Invite = v.InferOutput<typeof Invite>;

/** What someone who holds a code may see of the room before joining. */
export const InviteCard = v.strictObject({
  room: v.strictObject({ id: p.Id, name: v.string(), kind: p.RoomKind, members: p.Count }),
  expires_at: p.Timestamp,
  uses_left: v.optional(p.Count),
});
export type InviteCard = v.InferOutput<typeof InviteCard>;
