import * as v from "valibot";
import * as a from "../admin-entities.ts";
import * as p from "../primitives.ts";
import { Settings } from "../settings.ts";
import { statsRoutes } from "./admin-stats.ts";
import { IdParams, NextCursor, type Route } from "./route.ts";

const admin = { caller: "admin" } as const;
const moderator = { caller: "moderator" } as const;
const Query = v.optional(v.pipe(v.string(), v.maxLength(128)));
const ConnectionParams = v.strictObject({ connection_id: p.Id });
const EnforcedAnswer = v.strictObject({ enforced: a.Enforced });
const Address = v.pipe(
  v.string(),
  v.regex(/^[0-9a-fA-F:.]{2,45}(\/\d{1,3})?$/, "must be an address or a CIDR"),
);

/** The rows of /api/admin that the server answers. */
export const adminRoutes = {
  servers: {
    method: "GET",
    path: "/api/admin/servers",
    summary: "Every server of the cluster",
    access: admin,
    limit: "rest",
    query: v.strictObject(p.PageQuery),
    answers: { 200: v.strictObject({ servers: v.array(a.Server), ...NextCursor }) },
  },
  drainServer: {
    method: "POST",
    path: "/api/admin/servers/:server_id/drain",
    summary: "Move a server's clients elsewhere",
    access: admin,
    limit: "rest",
    params: v.strictObject({ server_id: p.Id }),
    answers: { 202: v.strictObject({ server: a.Server }) },
    errors: ["not_found", "unavailable"],
    audit: { action: "server.drain", target: ["server_id"] },
  },
  announce: {
    method: "POST",
    path: "/api/admin/announcements",
    summary: "Tell everyone who is connected",
    access: admin,
    limit: "rest",
    body: v.strictObject({ text: p.Announcement }),
    answers: {
      201: v.strictObject({
        announcement: v.strictObject({ id: p.Id, text: v.string() }),
        enforced: a.Enforced,
      }),
    },
    audit: { action: "announcement.create", details: ["text"] },
  },
  clients: {
    method: "GET",
    path: "/api/admin/clients",
    summary: "Live connections",
    access: admin,
    limit: "rest",
    query: v.strictObject({
      query: Query,
      room_id: v.optional(p.Id),
      server_id: v.optional(p.Id),
      ...p.PageQuery,
    }),
    answers: { 200: v.strictObject({ clients: v.array(a.Client), ...NextCursor }) },
  },
  client: {
    method: "GET",
    path: "/api/admin/clients/:connection_id",
    summary: "One live connection",
    access: admin,
    limit: "rest",
    params: ConnectionParams,
    answers: { 200: v.strictObject({ client: a.Client }) },
  },
  disconnectClient: {
    method: "DELETE",
    path: "/api/admin/clients/:connection_id",
    summary: "Disconnect a client (3502)",
    access: admin,
    limit: "rest",
    params: ConnectionParams,
    answers: { 200: EnforcedAnswer },
    audit: { action: "client.disconnect", target: ["connection_id"] },
  },
  users: {
    method: "GET",
    path: "/api/admin/users",
    summary: "Accounts and guests",
    access: admin,
    limit: "rest",
    query: v.strictObject({ query: Query, ...p.PageQuery }),
    answers: { 200: v.strictObject({ users: v.array(a.AdminUser), ...NextCursor }) },
  },
  updateUser: {
    method: "PATCH",
    path: "/api/admin/users/:id",
    summary: "Give a site role, disable or enable",
    access: admin,
    limit: "rest",
    params: IdParams,
    body: v.strictObject({ role: v.optional(p.UserRole), disabled: v.optional(v.boolean()) }),
    answers: { 200: v.strictObject({ user: a.AdminUser, enforced: a.Enforced }) },
    errors: ["conflict"],
    audit: { action: "user.update", target: ["id"], details: ["role", "disabled"] },
  },
  resetCode: {
    method: "POST",
    path: "/api/admin/users/:id/reset_code",
    summary: "A one-time code to set a new password",
    access: admin,
    limit: "rest",
    params: IdParams,
    answers: { 201: v.strictObject({ code: v.string(), expires_at: p.Timestamp }) },
    errors: ["conflict"],
    audit: { action: "user.reset_code", target: ["id"] },
  },
  bans: {
    method: "GET",
    path: "/api/admin/bans",
    summary: "Bans in force",
    access: moderator,
    limit: "rest",
    query: v.strictObject(p.PageQuery),
    answers: { 200: v.strictObject({ bans: v.array(a.Ban), ...NextCursor }) },
  },
  createBan: {
    method: "POST",
    path: "/api/admin/bans",
    summary: "Ban a user, an address or a range",
    access: moderator,
    limit: "rest",
    body: v.pipe(
      v.strictObject({
        user_id: v.optional(p.Id),
        ip: v.optional(Address),
        reason: v.optional(p.Reason),
        expires_at: v.optional(p.Timestamp),
      }),
      v.check(
        (b) => (b.user_id === undefined) !== (b.ip === undefined),
        "must have either user_id or ip",
      ),
    ),
    answers: { 201: v.strictObject({ ban: a.Ban, enforced: a.Enforced }) },
    errors: ["not_found", "conflict"],
    audit: {
      action: "ban.create",
      target: ["user_id", "ip"],
      details: ["reason", "expires_at"],
    },
  },
  liftBan: {
    method: "DELETE",
    path: "/api/admin/bans/:id",
    summary: "Lift a ban",
    access: moderator,
    limit: "rest",
    params: IdParams,
    answers: { 204: null },
    audit: { action: "ban.lift", target: ["id"] },
  },
  reports: {
    method: "GET",
    path: "/api/admin/reports",
    summary: "The moderators' queue",
    access: moderator,
    limit: "rest",
    query: v.strictObject({ status: v.optional(a.ReportStatus), ...p.PageQuery }),
    answers: { 200: v.strictObject({ reports: v.array(a.Report), ...NextCursor }) },
  },
  updateReport: {
    method: "PATCH",
    path: "/api/admin/reports/:id",
    summary: "Resolve or dismiss a report",
    access: moderator,
    limit: "rest",
    params: IdParams,
    body: v.strictObject({
      status: v.picklist(["resolved", "dismissed"]),
      note: v.optional(p.Reason),
    }),
    answers: { 200: v.strictObject({ report: a.Report }) },
    audit: { action: "report.update", target: ["id"], details: ["status", "note"] },
  },
  settings: {
    method: "GET",
    path: "/api/admin/settings",
    summary: "The limits in force",
    access: admin,
    limit: "rest",
    answers: { 200: Settings },
  },
  putSettings: {
    method: "PUT",
    path: "/api/admin/settings",
    summary: "New limits, at once in every server",
    access: admin,
    limit: "rest",
    body: Settings,
    answers: { 200: Settings },
    audit: { action: "settings.update", details: ["limits", "single_room"] },
  },
} as const satisfies Record<string, Route>;

/** Rows of the contract whose server side comes with the dashboard. */
export const plannedAdminRoutes = {
  ...statsRoutes,
} as const satisfies Record<string, Route>;
