import * as v from "valibot";
import {
  AnnouncementLevel,
  AnnouncementState,
  Audience,
  KeptAnnouncement,
} from "../announcements.ts";
import { Enforced } from "../enforcement.ts";
import * as p from "../primitives.ts";
import { IdParams, NextCursor, type Route } from "./route.ts";

const admin = { caller: "admin" } as const;
const Times = {
  /** In the past or left out: now. */
  starts_at: v.optional(p.Timestamp),
  /** Left out: a day after its start. */
  ends_at: v.optional(p.Timestamp),
};
const Answer = v.strictObject({ announcement: KeptAnnouncement, enforced: Enforced });

export const adminAnnouncementRoutes = {
  announcements: {
    method: "GET",
    path: "/api/admin/announcements",
    summary: "Announcements, newest first; those that ended are kept for 90 days",
    access: admin,
    limit: "rest",
    query: v.strictObject({ state: v.optional(AnnouncementState), ...p.PageQuery }),
    answers: { 200: v.strictObject({ announcements: v.array(KeptAnnouncement), ...NextCursor }) },
  },
  announce: {
    method: "POST",
    path: "/api/admin/announcements",
    summary: "Tell everyone who is connected, and who comes until it ends",
    access: admin,
    limit: "rest",
    body: v.strictObject({
      text: p.Announcement,
      level: v.optional(AnnouncementLevel),
      audience: v.optional(Audience),
      ...Times,
    }),
    answers: { 201: Answer },
    errors: ["not_found", "conflict"],
    audit: {
      action: "announcement.create",
      details: ["text", "level", "audience", "starts_at", "ends_at"],
    },
  },
  previewAnnouncement: {
    method: "POST",
    path: "/api/admin/announcements/preview",
    summary: "How many it would reach now",
    access: admin,
    limit: "rest",
    body: v.strictObject({ audience: v.optional(Audience) }),
    answers: {
      200: v.strictObject({
        reach: v.strictObject({
          connections: p.Count,
          partial: v.optional(v.strictObject({ answered: p.Count, servers: p.Count })),
        }),
      }),
    },
    errors: ["not_found"],
    audit: null,
  },
  updateAnnouncement: {
    method: "PATCH",
    path: "/api/admin/announcements/:id",
    summary: "Change it: another text or level shows again to who dismissed it",
    access: admin,
    limit: "rest",
    params: IdParams,
    body: v.strictObject({
      text: v.optional(p.Announcement),
      level: v.optional(AnnouncementLevel),
      ...Times,
    }),
    answers: { 200: Answer },
    errors: ["conflict"],
    audit: {
      action: "announcement.update",
      target: ["id"],
      details: ["text", "level", "starts_at", "ends_at"],
    },
  },
  withdrawAnnouncement: {
    method: "DELETE",
    path: "/api/admin/announcements/:id",
    summary: "End it now: it goes from every screen",
    access: admin,
    limit: "rest",
    params: IdParams,
    answers: { 200: v.strictObject({ enforced: Enforced }) },
    audit: { action: "announcement.end", target: ["id"] },
  },
} as const satisfies Record<string, Route>;
