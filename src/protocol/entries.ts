import * as v from "valibot";
import { LIMITS } from "./limits.ts";
import * as p from "./primitives.ts";
import { Sender } from "./users.ts";

export const Attachment = v.strictObject({
  id: p.Id,
  name: v.string(),
  size: p.Count,
  mime: v.string(),
  width: v.optional(p.Count),
  height: v.optional(p.Count),
});
export type Attachment = v.InferOutput<typeof Attachment>;

/** As they are sent: each once, in the order in which they are shown. */
export const AttachmentIds = v.pipe(
  v.array(p.Id),
  v.maxLength(LIMITS.attachmentsPerMessage),
  v.check((ids) => new Set(ids).size === ids.length, "must not have one twice"),
);

/** What a reply shows of the message it answers; the excerpt is empty once that was deleted. */
export const ReplyTo = v.strictObject({ seq: p.Seq, sender: Sender, excerpt: v.string() });
export type ReplyTo = v.InferOutput<typeof ReplyTo>;

const base = {
  room_id: p.Id,
  seq: p.Seq,
  n: p.Count,
  id: p.Id,
  cid: v.optional(v.string()),
  at: p.Timestamp,
  server_id: v.string(),
  sender: Sender,
};

/** One whose content was erased has no `content` and says `deleted: true`. */
export const MessageEntry = v.strictObject({
  event: v.literal("message"),
  ...base,
  content: v.optional(v.string()),
  deleted: v.optional(v.literal(true)),
  reply_to: v.optional(ReplyTo),
  mentions: v.optional(v.array(p.Id)),
  attachments: v.optional(v.array(Attachment)),
});
export const EditEntry = v.strictObject({
  event: v.literal("edit"),
  ...base,
  target: p.Seq,
  content: v.optional(v.string()),
  deleted: v.optional(v.literal(true)),
});
export const DeleteEntry = v.strictObject({ event: v.literal("delete"), ...base, target: p.Seq });
export const ReactionEntry = v.strictObject({
  event: v.literal("reaction"),
  ...base,
  target: p.Seq,
  emoji: v.string(),
  on: v.boolean(),
});
export const MemberEntry = v.strictObject({
  event: v.literal("member"),
  ...base,
  change: v.picklist(["joined", "left", "kicked"]),
  user: Sender,
});
export const RoomEntry = v.strictObject({
  event: v.literal("room"),
  ...base,
  name: v.optional(v.string()),
  topic: v.optional(v.string()),
});

/** One line of a room's log (PROTOCOL §1): the same object over REST and WebSocket. */
export const Entry = v.variant("event", [
  MessageEntry,
  EditEntry,
  DeleteEntry,
  ReactionEntry,
  MemberEntry,
  RoomEntry,
]);
export type Entry = v.InferOutput<typeof Entry>;
export type MessageEntry = v.InferOutput<typeof MessageEntry>;
export type EditEntry = v.InferOutput<typeof EditEntry>;
export type DeleteEntry = v.InferOutput<typeof DeleteEntry>;
export type ReactionEntry = v.InferOutput<typeof ReactionEntry>;
export type MemberEntry = v.InferOutput<typeof MemberEntry>;
export type RoomEntry = v.InferOutput<typeof RoomEntry>;
export type EntryEvent = Entry["event"];

export const Reaction = v.strictObject({ emoji: v.string(), count: p.Count, me: v.boolean() });
export type Reaction = v.InferOutput<typeof Reaction>;

/** A message with its edits, deletion and reactions folded in (PROTOCOL §3). */
export const Message = v.strictObject({
  room_id: p.Id,
  seq: p.Seq,
  n: p.Count,
  id: p.Id,
  cid: v.string(),
  sender: Sender,
  content: v.optional(v.string()),
  at: p.Timestamp,
  server_id: v.string(),
  edited_at: v.optional(p.Timestamp),
  deleted: v.optional(v.literal(true)),
  reply_to: v.optional(ReplyTo),
  mentions: v.optional(v.array(p.Id)),
  attachments: v.optional(v.array(Attachment)),
  reactions: v.array(Reaction),
});
export type Message = v.InferOutput<typeof Message>;

export const SearchHit = v.strictObject({
  message: Message,
  room_id: p.Id,
  snippet: v.string(),
  /** Half-open ranges of UTF-16 units in `snippet` that matched. */
  ranges: v.array(v.tuple([p.Count, p.Count])),
});
export type SearchHit = v.InferOutput<typeof SearchHit>;
