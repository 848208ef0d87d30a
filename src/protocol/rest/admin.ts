import * as v from "valibot";
import * as a from "../admin-entities.ts";
import { Enforced } from "../enforcement.ts";
import * as p from "../primitives.ts";
import { IdParams, NextCursor, type Route } from "./route.ts";
import { type OrderBy, sortSchema } from "./sort.ts";

const admin = { caller: "admin" } as const;
const Query = v.optional(v.pipe(v.string(), v.maxLength(128)));

export const USER_SORTS = {
  created: "created",
  created_at: "created",
  name: "name",
  display_name: "name",
  seen: "seen",
  last_seen_at: "seen",
} as const;
export type UserOrder = OrderBy<typeof USER_SORTS>;

/** The rows of /api/admin that the server answers. */
export const adminRoutes = {
  users: {
    method: "GET",
    path: "/api/admin/users",
    summary: "Accounts and guests, newest first unless sorted otherwise",
    access: admin,
    limit: "rest",
    query: v.strictObject({
      query: Query,
      sort: v.optional(sortSchema(USER_SORTS), "-created"),
      ...p.PageQuery,
    }),
    answers: { 200: v.strictObject({ users: v.array(a.AdminUser), ...NextCursor }) },
  },
  user: {
    method: "GET",
    path: "/api/admin/users/:id",
    summary: "One account or guest, by its whole id",
    access: admin,
    limit: "rest",
    params: IdParams,
    answers: { 200: v.strictObject({ user: a.AdminUser }) },
  },
  updateUser: {
    method: "PATCH",
    path: "/api/admin/users/:id",
    summary: "Give a site role, disable or enable",
    access: admin,
    limit: "rest",
    params: IdParams,
    body: v.strictObject({ role: v.optional(p.UserRole), disabled: v.optional(v.boolean()) }),
    answers: { 200: v.strictObject({ user: a.AdminUser, enforced: Enforced }) },
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
} as const satisfies Record<string, Route>;
