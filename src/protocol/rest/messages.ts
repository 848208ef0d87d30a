import * as v from "valibot";
import { Attachment, AttachmentIds, Entry, Message, MessageEntry, SearchHit } from "../entries.ts";
import { LIMITS } from "../limits.ts";
import * as p from "../primitives.ts";
import { Sender } from "../users.ts";
import { FILE, IdParams, NextCursor, RoomParams, type Route } from "./route.ts";

const read = { caller: "user", room: "read" } as const;

export const messageRoutes = {
  messages: {
    method: "GET",
    path: "/api/rooms/:room_id/messages",
    summary: "A page of history, with edits, deletes and reactions folded in",
    access: read,
    limit: "rest",
    params: RoomParams,
    query: v.pipe(
      v.strictObject({
        before: v.optional(p.QuerySeq),
        after: v.optional(p.QuerySeq),
        around: v.optional(p.QuerySeq),
        limit: p.PageLimit,
      }),
      v.check(
        (q) => [q.before, q.after, q.around].filter((s) => s !== undefined).length <= 1,
        "before, after and around exclude each other",
      ),
    ),
    answers: {
      200: v.strictObject({
        messages: v.array(Message),
        tip: p.Mark,
        has_before: v.boolean(),
        has_after: v.boolean(),
      }),
    },
  },
  reactors: {
    method: "GET",
    path: "/api/rooms/:room_id/reactions",
    summary: "Who reacts to a message with an emoji",
    access: read,
    limit: "rest",
    params: RoomParams,
    query: v.strictObject({ seq: p.QuerySeq, emoji: p.Emoji, limit: p.PageLimit }),
    answers: { 200: v.strictObject({ users: v.array(Sender) }) },
    errors: ["not_found"],
  },
  entries: {
    method: "GET",
    path: "/api/rooms/:room_id/entries",
    summary: "The raw log after a cursor, for resuming",
    access: read,
    limit: "rest",
    params: RoomParams,
    query: v.strictObject({ after: v.optional(p.QuerySeq, "0"), limit: p.PageLimit }),
    answers: {
      200: v.union([
        v.strictObject({ entries: v.array(Entry), tip: p.Mark }),
        v.strictObject({ reset: v.literal(true), tip: p.Mark }),
      ]),
    },
  },
  postMessage: {
    method: "POST",
    path: "/api/rooms/:room_id/messages",
    summary: "Send a message; the same cid is stored once",
    access: { caller: "user", room: "post" },
    limit: "rest",
    params: RoomParams,
    body: v.strictObject({
      cid: v.optional(p.Cid),
      content: p.Content,
      reply_to: v.optional(p.Seq),
      attachments: v.optional(AttachmentIds),
    }),
    answers: {
      200: v.strictObject({ entry: MessageEntry }),
      201: v.strictObject({ entry: MessageEntry }),
    },
    errors: ["conflict", "gone"],
  },
  markRead: {
    method: "PUT",
    path: "/api/rooms/:room_id/read",
    summary: "Move my read mark forward",
    access: read,
    limit: "rest",
    params: RoomParams,
    body: v.strictObject({ seq: p.Seq }),
    answers: { 200: v.strictObject({ read: p.Mark }) },
  },
  search: {
    method: "GET",
    path: "/api/search",
    summary: "Messages in my rooms whose words begin with every term, that match every filter",
    access: { caller: "user" },
    limit: "rest",
    query: v.pipe(
      v.strictObject({
        /** May be left out where a filter says enough: everything that somebody wrote, every file of a room. */
        q: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.searchQuery))),
        room_id: v.optional(p.Id),
        from: v.optional(p.Id),
        /** Written before, and not before, these times (milliseconds since the epoch). */
        before: v.optional(p.QueryTime),
        after: v.optional(p.QueryTime),
        /** Only messages that carry an attachment. */
        has: v.optional(v.literal("file")),
        ...p.PageQuery,
      }),
      v.check(
        ({ q, from, before, after, has }) =>
          [q, from, before, after, has].some((given) => given !== undefined),
        "must say what to look for: q, from, before, after or has",
      ),
    ),
    answers: { 200: v.strictObject({ hits: v.array(SearchHit), ...NextCursor }) },
    errors: ["not_found"],
  },
  upload: {
    method: "POST",
    path: "/api/uploads",
    summary: "Upload a file, to be sent in messages within a day",
    access: { caller: "user" },
    limit: "rest",
    file: "file",
    answers: { 201: v.strictObject({ attachment: Attachment }) },
  },
  attachment: {
    method: "GET",
    path: "/api/attachments/:id",
    summary: "A file: to who uploaded it, and to who may read a message that carries it",
    access: { caller: "user" },
    limit: "rest",
    params: IdParams,
    answers: { 200: FILE },
  },
  report: {
    method: "POST",
    path: "/api/reports",
    summary: "Report a message to the moderators; once is enough",
    access: { caller: "user" },
    limit: "rest",
    body: v.strictObject({ room_id: p.Id, seq: p.Seq, reason: p.Reason }),
    answers: { 201: v.strictObject({}) },
    errors: ["not_found", "gone"],
  },
} as const satisfies Record<string, Route>;
