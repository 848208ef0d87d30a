import * as v from "valibot";
import * as a from "../admin-entities.ts";

import { BanPreview } from "../ban-preview.ts";
import { Enforced, Enforcement } from "../enforcement.ts";
import * as p from "../primitives.ts";
import { IdParams, NextCursor, type Route } from "./route.ts";
import { type OrderBy, sortSchema } from "./sort.ts";

const moderator = { caller: "moderator" } as const;

export const BAN_SORTS = {
  created: "created",
  created_at: "created",
  expires: "expires",
  expires_at: "expires",
} as const;
export type BanOrder = OrderBy<typeof BAN_SORTS>;

/** By id, by the number of a guest who is live, or by address or CIDR. */
const Target = {
  user_id: v.optional(p.Id),
  guest_number: v.optional(p.GuestNumber),
  ip: v.optional(p.Address),
};
interface TargetBody {
  readonly user_id?: string | undefined;
  readonly guest_number?: number | undefined;
  readonly ip?: string | undefined;
}
const hasOne = ({ user_id, guest_number, ip }: TargetBody): boolean =>
  [user_id, guest_number, ip].filter((given) => given !== undefined).length === 1;
const ONE = "must have one of user_id, guest_number and ip";

export const adminBanRoutes = {
  bans: {
    method: "GET",
    path: "/api/admin/bans",
    summary:
      "Bans in force, newest first unless sorted otherwise (those without an end expire last); with `kind=mute` those who can't write",
    access: moderator,
    limit: "rest",
    query: v.strictObject({
      kind: v.optional(v.picklist(["ban", "mute"]), "ban"),
      sort: v.optional(sortSchema(BAN_SORTS), "-created"),
      ...p.PageQuery,
    }),
    answers: { 200: v.strictObject({ bans: v.array(a.Ban), ...NextCursor }) },
  },
  createBan: {
    method: "POST",
    path: "/api/admin/bans",
    summary: "Ban a user, a guest, an address or a range",
    access: moderator,
    limit: "rest",
    body: v.pipe(
      v.strictObject({
        ...Target,
        reason: v.optional(p.Reason),
        expires_at: v.optional(p.Timestamp),
        /** Rather `conflict` than to bar who asks, or the address they ask from, or everybody who is connected. */
        careful: v.optional(v.boolean()),
      }),
      v.check(hasOne, ONE),
    ),
    answers: { 201: v.strictObject({ ban: a.Ban, enforced: Enforced }) },
    errors: ["not_found", "conflict"],
    audit: {
      action: "ban.create",
      target: ["user_id", "guest_number", "ip"],
      details: ["reason", "expires_at", "careful"],
    },
  },
  previewBan: {
    method: "POST",
    path: "/api/admin/bans/preview",
    summary: "Whom a ban would bar, and who shares their addresses, now and in the last 30 days",
    access: moderator,
    limit: "rest",
    body: v.pipe(v.strictObject(Target), v.check(hasOne, ONE)),
    answers: { 200: v.strictObject({ preview: BanPreview }) },
    errors: ["not_found"],
    audit: null,
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
  enforcements: {
    method: "GET",
    path: "/api/admin/enforcements",
    summary: "Enforcing calls that not all servers confirmed at once, newest first",
    access: moderator,
    limit: "rest",
    answers: { 200: v.strictObject({ enforcements: v.array(Enforcement) }) },
  },
  enforcement: {
    method: "GET",
    path: "/api/admin/enforcements/:id",
    summary: "What became of one of them",
    access: moderator,
    limit: "rest",
    params: IdParams,
    answers: { 200: v.strictObject({ enforcement: Enforcement }) },
    errors: ["not_found"],
  },
} as const satisfies Record<string, Route>;
