import * as v from "valibot";
import * as a from "../admin-entities.ts";
import { Enforced } from "../enforcement.ts";
import { Message } from "../entries.ts";
import * as p from "../primitives.ts";
import { PriorAction, ReportAction } from "../report-actions.ts";
import { User } from "../users.ts";
import { IdParams, NextCursor, type Route } from "./route.ts";

const moderator = { caller: "moderator" } as const;

export const adminReportRoutes = {
  reports: {
    method: "GET",
    path: "/api/admin/reports",
    summary: "The moderators' queue, newest first",
    access: moderator,
    limit: "rest",
    query: v.strictObject({ status: v.optional(a.ReportStatus), ...p.PageQuery }),
    answers: { 200: v.strictObject({ reports: v.array(a.Report), ...NextCursor }) },
  },
  reportDetail: {
    method: "GET",
    path: "/api/admin/reports/:id",
    summary:
      "A report with the messages around, and what was done before; the audit log tells of it",
    access: moderator,
    limit: "rest",
    params: IdParams,
    answers: {
      200: v.strictObject({
        report: a.Report,
        /** Up to ten before and after; none where the room is gone. The one reported is known by its seq. */
        context: v.array(Message),
        room: v.optional(v.strictObject({ id: p.Id, name: v.string(), kind: p.RoomKind })),
        /** Who wrote it. */
        author: v.optional(User),
        /** Open reports of the same message, this one included. */
        same_message: p.Count,
        prior_actions: v.array(PriorAction),
      }),
    },
    errors: ["not_found"],
    audit: { action: "report.read", target: ["id"] },
  },
  updateReport: {
    method: "PATCH",
    path: "/api/admin/reports/:id",
    summary:
      "Resolve or dismiss a report, together with what is done about it; `open` takes that back, the ban or mute with it",
    access: moderator,
    limit: "rest",
    params: IdParams,
    body: v.pipe(
      v.strictObject({
        status: a.ReportStatus,
        note: v.optional(p.Reason),
        action: v.optional(ReportAction),
      }),
      v.check(
        ({ status, action }) => action === undefined || status === "resolved",
        "only a report that is resolved has an action",
      ),
      v.check(
        ({ status, note }) => note === undefined || status !== "open",
        "a report that is open has no note",
      ),
    ),
    answers: {
      200: v.strictObject({
        report: a.Report,
        /** Other open reports of the same message, closed by the same action. */
        also_closed: v.optional(p.Count),
        ban: v.optional(a.Ban),
        enforced: v.optional(Enforced),
      }),
    },
    errors: ["conflict", "gone"],
    audit: { action: "report.update", target: ["id"], details: ["status", "note", "action"] },
  },
} as const satisfies Record<string, Route>;
