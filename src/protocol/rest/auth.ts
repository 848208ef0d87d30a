import * as v from "valibot";
import * as p from "../primitives.ts";
import { FoundUser, Session, User } from "../users.ts";
import { IdParams, NextCursor, type Route } from "./route.ts";

export const Authentication = v.strictObject({
  user: User,
  access_token: v.string(),
  /** Seconds. */
  expires_in: p.Count,
});
export type Authentication = v.InferOutput<typeof Authentication>;

const anyone = { caller: "anyone" } as const;
const user = { caller: "user" } as const;
const account = { caller: "account" } as const;
const Credentials = { username: p.Username, password: p.Password };
const Attempt = { username: p.UsernameAttempt, password: p.PasswordAttempt };

export const authRoutes = {
  register: {
    method: "POST",
    path: "/api/auth/register",
    summary: "Open an account and sign in",
    access: anyone,
    limit: "register",
    body: v.strictObject({ ...Credentials, display_name: v.optional(p.DisplayName) }),
    answers: { 201: Authentication },
    errors: ["conflict"],
  },
  login: {
    method: "POST",
    path: "/api/auth/login",
    summary: "Sign in with a password",
    access: anyone,
    limit: "login",
    body: v.strictObject(Attempt),
    answers: { 200: Authentication },
    errors: ["unauthenticated"],
  },
  guest: {
    method: "POST",
    path: "/api/auth/guest",
    summary: "Sign in as a guest with a number",
    access: anyone,
    limit: "guest",
    body: v.strictObject({ display_name: v.optional(p.GuestDisplayName) }),
    answers: { 201: Authentication },
  },
  refresh: {
    method: "POST",
    path: "/api/auth/refresh",
    summary: "A new access token for the refresh cookie, which is rotated",
    access: anyone,
    limit: "rest",
    answers: { 200: Authentication },
    errors: ["unauthenticated"],
  },
  logout: {
    method: "POST",
    path: "/api/auth/logout",
    summary: "End this session and close its sockets",
    access: anyone,
    limit: "rest",
    answers: { 204: null },
    errors: ["unauthenticated"],
  },
  me: {
    method: "GET",
    path: "/api/auth/me",
    summary: "Who I am",
    access: user,
    limit: "rest",
    answers: { 200: v.strictObject({ user: User }) },
  },
  updateMe: {
    method: "PATCH",
    path: "/api/auth/me",
    summary: "Change my display name",
    access: user,
    limit: "rest",
    body: v.strictObject({ display_name: v.optional(p.DisplayName) }),
    answers: { 200: v.strictObject({ user: User }) },
  },
  deleteMe: {
    method: "DELETE",
    path: "/api/auth/me",
    summary: "Delete my account; my messages stay, under “deleted user”",
    access: account,
    limit: "rest",
    body: v.strictObject({ password: p.PasswordAttempt }),
    answers: { 204: null },
    errors: ["conflict"],
  },
  changePassword: {
    method: "POST",
    path: "/api/auth/password",
    summary: "Change my password and end my other sessions",
    access: account,
    limit: "rest",
    body: v.strictObject({ current_password: p.PasswordAttempt, new_password: p.Password }),
    answers: { 204: null },
  },
  resetPassword: {
    method: "POST",
    path: "/api/auth/reset",
    summary: "Set a new password with a one-time code from an admin",
    access: anyone,
    limit: "rest",
    body: v.strictObject({
      username: p.UsernameAttempt,
      code: v.pipe(v.string(), v.maxLength(128)),
      new_password: p.Password,
    }),
    answers: { 204: null },
  },
  sessions: {
    method: "GET",
    path: "/api/auth/sessions",
    summary: "Where I am signed in",
    access: user,
    limit: "rest",
    query: v.strictObject(p.PageQuery),
    answers: { 200: v.strictObject({ sessions: v.array(Session), ...NextCursor }) },
  },
  endSession: {
    method: "DELETE",
    path: "/api/auth/sessions/:id",
    summary: "End one of my sessions",
    access: user,
    limit: "rest",
    params: IdParams,
    answers: { 204: null },
  },
  upgradeGuest: {
    method: "POST",
    path: "/api/auth/upgrade",
    summary: "Turn this guest into an account with the same id, name and rooms",
    access: { caller: "guest" },
    limit: "rest",
    body: v.strictObject(Credentials),
    answers: { 200: Authentication },
    errors: ["conflict"],
  },
  block: {
    method: "PUT",
    path: "/api/users/:id/block",
    summary: "Block a user from writing to me directly and from mentioning me",
    access: user,
    limit: "rest",
    params: IdParams,
    answers: { 204: null },
    errors: ["conflict"],
  },
  unblock: {
    method: "DELETE",
    path: "/api/users/:id/block",
    summary: "Lift a block",
    access: user,
    limit: "rest",
    params: IdParams,
    answers: { 204: null },
  },
  blocked: {
    method: "GET",
    path: "/api/users/blocked",
    summary: "Whom I blocked",
    access: user,
    limit: "rest",
    query: v.strictObject(p.PageQuery),
    answers: { 200: v.strictObject({ users: v.array(FoundUser), ...NextCursor }) },
  },
  searchUsers: {
    method: "GET",
    path: "/api/users/search",
    summary: "Find accounts by the beginning of a name",
    access: user,
    limit: "rest",
    query: v.strictObject({
      q: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
      ...p.PageQuery,
    }),
    answers: { 200: v.strictObject({ users: v.array(FoundUser), ...NextCursor }) },
  },
} as const satisfies Record<string, Route>;
