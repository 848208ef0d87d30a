/**
 * Who may do what, as every REST route and WebSocket action declares it.
 * The decision itself is core/access.ts, the only place that grants anything.
 */

/** anyone: no token needed · user: account or guest · account: not guests · guest: only guests · moderator, admin: site roles over the admin audience. */
export type CallerNeed = "anyone" | "user" | "account" | "guest" | "moderator" | "admin";

/**
 * view: its card, by whoever could join · join · read: log and members · post: write into its log · leave ·
 * invite: add people · manage: change, delete, revoke invites · moderate: kick, delete others' messages · own: give roles.
 */
export type RoomNeed =
  | "view"
  | "join"
  | "read"
  | "post"
  | "leave"
  | "invite"
  | "manage"
  | "moderate"
  | "own";

export interface Access {
  readonly caller: CallerNeed;
  readonly room?: RoomNeed;
}
