import * as v from "valibot";
import { AuditHead, AuditRow } from "../audit/audit-row.ts";
import * as p from "../primitives.ts";
import { FoundUser } from "../users.ts";
import { FILE, NextCursor, type Route } from "./route.ts";

const admin = { caller: "admin" } as const;
const Text = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128)));

const AuditFilters = {
  /** A user's id or username. */
  actor: Text,
  /** The beginning of an action: `ban.create`, or `ban.` for all of its family. */
  action: Text,
  /** One of the ids or addresses that it was done to. */
  target: Text,
  /** From and until, both included; milliseconds since the epoch. */
  from: v.optional(p.QueryTime),
  to: v.optional(p.QueryTime),
  order: v.optional(v.picklist(["newest", "oldest"]), "newest"),
};

export const adminAuditRoutes = {
  audit: {
    method: "GET",
    path: "/api/admin/audit",
    summary: "The audit log, hash-chained",
    access: admin,
    limit: "rest",
    query: v.strictObject({ ...AuditFilters, ...p.PageQuery }),
    answers: {
      200: v.strictObject({
        audit: v.array(AuditRow),
        users: v.array(FoundUser),
        head: AuditHead,
        ...NextCursor,
      }),
    },
  },
  auditExport: {
    method: "GET",
    path: "/api/admin/audit/export",
    summary: "The same rows, all of them, as newline-delimited JSON",
    access: admin,
    limit: "rest",
    query: v.strictObject(AuditFilters),
    answers: { 200: FILE },
  },
} as const satisfies Record<string, Route>;
