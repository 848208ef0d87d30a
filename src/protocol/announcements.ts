import * as v from "valibot";
import * as p from "./primitives.ts";

export const AnnouncementLevel = v.picklist(["info", "warning", "critical"]);
export type AnnouncementLevel = v.InferOutput<typeof AnnouncementLevel>;

/** Everybody, or accounts alone, or guests alone, or who is in a room, or one user. */
export const Audience = v.variant("to", [
  v.strictObject({ to: v.literal("everyone") }),
  v.strictObject({ to: v.literal("members") }),
  v.strictObject({ to: v.literal("guests") }),
  v.strictObject({ to: v.literal("room"), room_id: p.Id }),
  v.strictObject({ to: v.literal("user"), user_id: p.Id }),
]);
export type Audience = v.InferOutput<typeof Audience>;

/** As those see it whom it is for. Dismissed ones are known by id and version: a changed text shows again. */
export const Notice = v.strictObject({
  id: p.Id,
  text: v.string(),
  level: AnnouncementLevel,
  version: p.Count,
  room_id: v.optional(p.Id),
  starts_at: p.Timestamp,
  ends_at: p.Timestamp,
});
export type Notice = v.InferOutput<typeof Notice>;

export const AnnouncementState = v.picklist(["scheduled", "live", "ended"]);
export type AnnouncementState = v.InferOutput<typeof AnnouncementState>;

/** As admins see it. */
export const KeptAnnouncement = v.strictObject({
  id: p.Id,
  text: v.string(),
  level: AnnouncementLevel,
  audience: Audience,
  version: p.Count,
  state: AnnouncementState,
  starts_at: p.Timestamp,
  ends_at: p.Timestamp,
  created_by: p.Id,
  created_at: p.Timestamp,
  /** Connections that this version was written to while they were open. */
  reached: p.Count,
});
export type KeptAnnouncement = v.InferOutput<typeof KeptAnnouncement>;
