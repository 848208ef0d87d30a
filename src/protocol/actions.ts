import * as v from "valibot";
import type { Access } from "./access.ts";
import { AttachmentIds } from "./entries.ts";
import * as p from "./primitives.ts";

/** Which of the limits of PROTOCOL §5 an action counts against. */
export type ActionLimit = "messages" | "typing" | "rename" | "rooms_created" | "none";

const ref = { ref: v.optional(p.Ref) };

export const Authenticate = v.strictObject({
  action: v.literal("authenticate"),
  ...ref,
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  cursors: v.optional(
    v.pipe(
      // To v.record a list is an object whose keys are its indexes.
      v.custom<Record<string, number>>((c) => !Array.isArray(c), "must be an object"),
      v.metadata({ type: "object", additionalProperties: { type: "integer", minimum: 0 } }),
      v.record(p.Id, p.Seq),
      v.check((c) => Object.keys(c).length <= 1000, "must have at most 1000 rooms"),
    ),
  ),
  /** Also `member_changed` of what the user themselves says of a room: muted, pinned. */
  members: v.optional(v.boolean()),
});
export const JoinRoom = v.pipe(
  v.strictObject({
    action: v.literal("join_room"),
    ...ref,
    room_id: v.optional(p.Id),
    name: v.optional(p.RoomName),
    after: v.optional(p.Seq),
  }),
  v.check(
    (a) => (a.room_id === undefined) !== (a.name === undefined),
    "must have either room_id or name",
  ),
);
export const LeaveRoom = v.strictObject({
  action: v.literal("leave_room"),
  ...ref,
  room_id: p.Id,
});
export const CreateRoom = v.strictObject({
  action: v.literal("create_room"),
  ...ref,
  name: p.RoomName,
  kind: p.CreatableRoomKind,
  topic: v.optional(p.Topic),
});
export const OpenRoom = v.strictObject({
  action: v.literal("open_room"),
  ...ref,
  room_id: p.Id,
  /** Also `member_changed`, and `peer_read` in the answer. */
  members: v.optional(v.boolean()),
});
export const CloseRoom = v.strictObject({
  action: v.literal("close_room"),
  ...ref,
  room_id: p.Id,
});
export const SendMessage = v.strictObject({
  action: v.literal("send_message"),
  ...ref,
  room_id: p.Id,
  cid: v.optional(p.Cid),
  content: p.Content,
  reply_to: v.optional(p.Seq),
  attachments: v.optional(AttachmentIds),
});
export const EditMessage = v.strictObject({
  action: v.literal("edit_message"),
  ...ref,
  room_id: p.Id,
  seq: p.Seq,
  content: p.Content,
  cid: v.optional(p.Cid),
});
export const DeleteMessage = v.strictObject({
  action: v.literal("delete_message"),
  ...ref,
  room_id: p.Id,
  seq: p.Seq,
  cid: v.optional(p.Cid),
});
export const React = v.strictObject({
  action: v.literal("react"),
  ...ref,
  room_id: p.Id,
  seq: p.Seq,
  emoji: p.Emoji,
  on: v.boolean(),
});
export const Typing = v.strictObject({
  action: v.literal("typing"),
  ...ref,
  room_id: p.Id,
  on: v.boolean(),
});
export const Read = v.strictObject({
  action: v.literal("read"),
  ...ref,
  room_id: p.Id,
  seq: p.Seq,
});
export const UpdateUsername = v.strictObject({
  action: v.literal("update_username"),
  ...ref,
  display_name: p.DisplayName,
});
export const Ping = v.strictObject({ action: v.literal("ping"), ...ref });

/** Every action: its frame, who may send it, and what it counts against. */
export const ACTIONS = {
  authenticate: { frame: Authenticate, access: { caller: "anyone" }, limit: "none" },
  join_room: { frame: JoinRoom, access: { caller: "user", room: "join" }, limit: "none" },
  leave_room: { frame: LeaveRoom, access: { caller: "user", room: "leave" }, limit: "none" },
  create_room: { frame: CreateRoom, access: { caller: "user" }, limit: "rooms_created" },
  open_room: { frame: OpenRoom, access: { caller: "user", room: "read" }, limit: "none" },
  close_room: { frame: CloseRoom, access: { caller: "user" }, limit: "none" },
  send_message: { frame: SendMessage, access: { caller: "user", room: "post" }, limit: "messages" },
  edit_message: { frame: EditMessage, access: { caller: "user", room: "post" }, limit: "messages" },
  delete_message: {
    frame: DeleteMessage,
    access: { caller: "user", room: "post" },
    limit: "messages",
  },
  react: { frame: React, access: { caller: "user", room: "post" }, limit: "messages" },
  typing: { frame: Typing, access: { caller: "user", room: "post" }, limit: "typing" },
  read: { frame: Read, access: { caller: "user", room: "read" }, limit: "none" },
  update_username: { frame: UpdateUsername, access: { caller: "user" }, limit: "rename" },
  ping: { frame: Ping, access: { caller: "anyone" }, limit: "none" },
} as const satisfies Record<string, { frame: v.GenericSchema; access: Access; limit: ActionLimit }>;

export type ActionName = keyof typeof ACTIONS;
/** What a client sends for the action `N`. */
export type Action<N extends ActionName = ActionName> = v.InferInput<(typeof ACTIONS)[N]["frame"]>;
