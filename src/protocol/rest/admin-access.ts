import * as v from "valibot";
import * as p from "../primitives.ts";
import { User } from "../users.ts";
import { IdParams, type Route } from "./route.ts";

const moderator = { caller: "moderator" } as const;
const admin = { caller: "admin" } as const;
const anyone = { caller: "anyone" } as const;
const Token = v.strictObject({ access_token: v.string(), expires_in: p.Count });
/** As an authenticator shows it (RFC 6238): six digits, new every 30 s. */
const TotpCode = v.pipe(v.string(), v.regex(/^\d{6}$/, "must be six digits"));
const Code = v.strictObject({ code: TotpCode });

/** Getting into the dashboard. */
export const adminAccessRoutes = {
  adminLogin: {
    method: "POST",
    path: "/api/admin/login",
    summary: "Sign in to the dashboard; `unauthenticated` with an issue at `totp` asks for a code",
    access: anyone,
    limit: "login",
    body: v.strictObject({
      username: p.UsernameAttempt,
      password: p.PasswordAttempt,
      totp: v.optional(TotpCode),
    }),
    answers: { 200: Token },
    errors: ["unauthenticated"],
  },
  adminRefresh: {
    method: "POST",
    path: "/api/admin/refresh",
    summary: "A new admin token for the dashboard's own cookie",
    access: anyone,
    limit: "rest",
    answers: { 200: Token },
    errors: ["unauthenticated"],
  },
  adminLogout: {
    method: "POST",
    path: "/api/admin/logout",
    summary: "End this dashboard session",
    access: anyone,
    limit: "rest",
    answers: { 204: null },
    errors: ["unauthenticated"],
  },
  bootstrap: {
    method: "POST",
    path: "/api/admin/bootstrap",
    summary: "The first admin, by the one-time link; `gone` once there is one",
    access: anyone,
    limit: "login",
    body: v.strictObject({
      token: v.pipe(v.string(), v.maxLength(128)),
      username: p.Username,
      password: p.Password,
    }),
    answers: { 201: Token },
    errors: ["gone", "conflict"],
  },
  adminMe: {
    method: "GET",
    path: "/api/admin/me",
    summary: "Who I am here, and whether I sign in with a second factor",
    access: moderator,
    limit: "rest",
    answers: { 200: v.strictObject({ user: User, role: p.UserRole, totp: v.boolean() }) },
  },
  enrolTotp: {
    method: "POST",
    path: "/api/admin/me/totp",
    summary: "A secret for an authenticator; it counts once confirmed",
    access: moderator,
    limit: "rest",
    answers: { 200: v.strictObject({ secret: v.string(), uri: v.string() }) },
    errors: ["conflict"],
    audit: { action: "totp.enrol" },
  },
  confirmTotp: {
    method: "POST",
    path: "/api/admin/me/totp/confirm",
    summary: "From now on signing in needs a code",
    access: moderator,
    limit: "login",
    body: Code,
    answers: { 200: v.strictObject({ totp: v.boolean() }) },
    errors: ["conflict"],
    audit: { action: "totp.confirm" },
  },
  removeTotp: {
    method: "DELETE",
    path: "/api/admin/me/totp",
    summary: "Sign in without a code again",
    access: moderator,
    limit: "login",
    body: Code,
    answers: { 204: null },
    errors: ["conflict"],
    audit: { action: "totp.remove" },
  },
  userTotp: {
    method: "GET",
    path: "/api/admin/users/:id/totp",
    summary: "Whether somebody signs in with a second factor",
    access: admin,
    limit: "rest",
    params: IdParams,
    answers: { 200: v.strictObject({ totp: v.boolean() }) },
  },
  removeUserTotp: {
    method: "DELETE",
    path: "/api/admin/users/:id/totp",
    summary: "For who lost their authenticator: they sign in without a code again",
    access: admin,
    limit: "rest",
    params: IdParams,
    answers: { 204: null },
    errors: ["conflict"],
    audit: { action: "user.remove_totp", target: ["id"] },
  },
} as const satisfies Record<string, Route>;
