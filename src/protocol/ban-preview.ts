import * as v from "valibot";
import * as p from "./primitives.ts";
import { User } from "./users.ts";

/** Somebody whom a ban would bar, or who uses the same address. */
export const Affected = v.strictObject({
  user: User,
  /** Addresses they share with what is banned, newest first. */
  ips: v.array(v.string()),
  /** Live connections from there; 0: lately, not now. */
  connections: p.Count,
  last_seen_at: p.Timestamp,
});
export type Affected = v.InferOutput<typeof Affected>;

/** What a ban would do, before it is done. */
export const BanPreview = v.strictObject({
  /** The address or range in canonical form, or whose addresses were looked up. */
  ip: v.optional(v.string()),
  user: v.optional(User),
  /** Whom the ban itself bars: at most 100, those connected first, then the newest. */
  affected: v.array(Affected),
  affected_total: p.Count,
  /** Of a user: who else uses an address of theirs, and is not barred by it. */
  sharing: v.array(Affected),
  sharing_total: p.Count,
  connections: p.Count,
  /** Of all live connections. */
  of_connections: p.Count,
  /** What bars or mutes the same user, or bars the whole range, already: lifting one leaves the others. */
  standing: v.optional(v.strictObject({ bans: p.Count, mutes: p.Count })),
  includes_you: v.boolean(),
  includes_everyone: v.boolean(),
  /** Why it is refused: only where one asks to be `careful`, or at all. */
  refused: v.optional(v.strictObject({ message: v.string(), careful: v.boolean() })),
  /** When not all servers said whom they have. */
  partial: v.optional(v.strictObject({ answered: p.Count, servers: p.Count })),
});
export type BanPreview = v.InferOutput<typeof BanPreview>;
