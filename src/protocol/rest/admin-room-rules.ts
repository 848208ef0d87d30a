import * as v from "valibot";
import { AdminRoom } from "../admin-entities.ts";
import { AnnouncementLevel, KeptAnnouncement } from "../announcements.ts";
import { Enforced } from "../enforcement.ts";
import * as p from "../primitives.ts";
import { FilteredMessage, RoomRules, WordFilter } from "../room-rules.ts";
import { RoomParams, type Route } from "./route.ts";

const admin = { caller: "admin" } as const;

export const adminRoomRuleRoutes = {
  roomRules: {
    method: "GET",
    path: "/api/admin/rooms/:room_id/rules",
    summary: "Slow mode, read-only and word filter of a room",
    access: admin,
    limit: "rest",
    params: RoomParams,
    answers: { 200: v.strictObject({ rules: RoomRules }) },
    errors: ["not_found"],
  },
  setRoomRules: {
    method: "PATCH",
    path: "/api/admin/rooms/:room_id",
    summary:
      "Slow mode, read-only and word filter of a room; what is left out stays, and what is not as `was` says is a conflict",
    access: admin,
    limit: "rest",
    params: RoomParams,
    body: v.strictObject({
      ...v.partial(RoomRules).entries,
      /** What the caller believes to be in force, so that nobody undoes what they have not seen. */
      was: v.optional(v.partial(RoomRules)),
    }),
    answers: { 200: v.strictObject({ room: AdminRoom, rules: RoomRules, enforced: Enforced }) },
    errors: ["not_found", "conflict"],
    audit: {
      action: "room.update",
      target: ["room_id"],
      details: ["slow_mode_s", "read_only", "word_filter"],
    },
  },
  previewWordFilter: {
    method: "POST",
    path: "/api/admin/rooms/:room_id/word_filter/preview",
    summary:
      "Which of the newest 1,000 messages these words would have refused; the audit log tells of it",
    access: admin,
    limit: "rest",
    params: RoomParams,
    body: v.strictObject({ word_filter: WordFilter }),
    answers: {
      200: v.strictObject({
        tested: p.Count,
        matched: p.Count,
        /** The newest 50 of them. */
        messages: v.array(FilteredMessage),
      }),
    },
    errors: ["not_found"],
    audit: { action: "room.preview_filter", target: ["room_id"] },
  },
  announceInRoom: {
    method: "POST",
    path: "/api/admin/rooms/:room_id/announcements",
    summary: "Tell everyone in a room, and who comes until it ends",
    access: admin,
    limit: "rest",
    params: RoomParams,
    body: v.strictObject({
      text: p.Announcement,
      level: v.optional(AnnouncementLevel),
      starts_at: v.optional(p.Timestamp),
      ends_at: v.optional(p.Timestamp),
    }),
    answers: { 201: v.strictObject({ announcement: KeptAnnouncement, enforced: Enforced }) },
    errors: ["not_found", "conflict"],
    audit: {
      action: "announcement.create",
      target: ["room_id"],
      details: ["text", "level", "starts_at", "ends_at"],
    },
  },
} as const satisfies Record<string, Route>;
