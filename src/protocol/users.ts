import * as v from "valibot";
import * as p from "./primitives.ts";

export const User = v.strictObject({
  id: p.Id,
  kind: p.UserKind,
  username: v.optional(v.string()),
  display_name: v.string(),
  number: v.optional(v.number()),
  role: p.UserRole,
  created_at: p.Timestamp,
});
export type User = v.InferOutput<typeof User>;

/** A user as others see one in a list. */
export const UserRef = v.strictObject({ id: p.Id, display_name: v.string() });
export type UserRef = v.InferOutput<typeof UserRef>;

/** Who an entry is by. Guests carry their number, so that one nick twice can be told apart. */
export const Sender = v.strictObject({
  id: p.Id,
  display_name: v.string(),
  number: v.optional(v.number()),
});
export type Sender = v.InferOutput<typeof Sender>;

export const FoundUser = v.strictObject({
  id: p.Id,
  username: v.optional(v.string()),
  display_name: v.string(),
});
export type FoundUser = v.InferOutput<typeof FoundUser>;

/** A signed-in device: one refresh-token family. */
export const Session = v.strictObject({
  id: p.Id,
  created_at: p.Timestamp,
  last_used_at: p.Timestamp,
  ip: v.string(),
  user_agent: v.string(),
  current: v.boolean(),
});
export type Session = v.InferOutput<typeof Session>;
