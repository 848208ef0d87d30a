import type { Access, CallerNeed, RoomNeed } from "../protocol/access.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { MemberRole, RoomKind } from "../protocol/primitives.ts";
import type { Caller } from "./caller.ts";

/** What a decision needs to know of a room and of the caller's place in it. */
export interface RoomStanding {
  readonly kind: RoomKind;
  /** Absent when the caller is no member. */
  readonly role?: MemberRole;
}

export interface AccessPolicy {
  /** GUESTS=public: guests may join public rooms too. */
  readonly guestsInPublicRooms: boolean;
}

const refuseCaller = (need: CallerNeed, caller: Caller | undefined): ProtocolError | undefined => {
  if (need === "anyone") return undefined;
  if (caller === undefined) return new ProtocolError("unauthenticated", "Sign in first.");
  const { user, audience } = caller;
  switch (need) {
    case "user":
    case "account":
    case "guest": {
      if (audience !== "chat") return new ProtocolError("unauthenticated", "Sign in first.");
      if (need === "account" && user.kind !== "member") {
        return new ProtocolError("forbidden", "Guests can't do this; open an account first.");
      }
      if (need === "guest" && user.kind !== "guest") {
        return new ProtocolError("forbidden", "Only guests can do this.");
      }
      return undefined;
    }
    case "moderator":
    case "admin": {
      if (audience !== "admin") return new ProtocolError("unauthenticated", "Sign in first.");
      const sufficient =
        user.role === "admin" || (need === "moderator" && user.role === "moderator");
      return sufficient
        ? undefined
        : new ProtocolError("forbidden", "Your role does not allow this.");
    }
  }
};

const NOT_FOUND = "No such room.";

const refuseMember = (need: RoomNeed, kind: RoomKind, role: MemberRole): string | undefined => {
  const leads = role === "owner" || role === "moderator";
  switch (need) {
    case "view":
    case "join":
    case "read":
    case "post":
      return undefined;
    case "leave":
      return kind === "direct" ? "A direct room can't be left." : undefined;
    case "invite":
      return kind === "direct" || kind === "ephemeral"
        ? "Nobody is invited to such a room."
        : undefined;
    case "manage":
    case "moderate":
      return leads && kind !== "direct" ? undefined : "Only its owners and moderators may do this.";
    case "own":
      return role === "owner" && kind !== "direct" ? undefined : "Only its owners may do this.";
  }
};

const refuseInRoom = (
  need: RoomNeed,
  caller: Caller,
  room: RoomStanding | undefined,
  policy: AccessPolicy,
): ProtocolError | undefined => {
  if (room === undefined) return new ProtocolError("not_found", NOT_FOUND);
  if (room.role !== undefined) {
    const reason = refuseMember(need, room.kind, room.role);
    return reason === undefined ? undefined : new ProtocolError("forbidden", reason);
  }
  // What a stranger may not see does not exist for them.
  if (room.kind === "private" || room.kind === "direct") {
    return new ProtocolError("not_found", NOT_FOUND);
  }
  const mayEnter =
    caller.user.kind === "member" || room.kind === "ephemeral" || policy.guestsInPublicRooms;
  if (!mayEnter) return new ProtocolError("forbidden", "Guests are in ephemeral rooms only.");
  if (need === "view" || need === "join") return undefined;
  return new ProtocolError("forbidden", "Join the room first.");
};

const refuseRoomNeed = (
  need: RoomNeed | undefined,
  caller: Caller | undefined,
  room: RoomStanding | undefined,
  policy: AccessPolicy,
): ProtocolError | undefined => {
  if (need === undefined) return undefined;
  if (caller === undefined) return new ProtocolError("unauthenticated", "Sign in first.");
  return refuseInRoom(need, caller, room, policy);
};

/**
 * The one place that grants anything; deny by default.
 * Throws `unauthenticated`, `forbidden` or `not_found`. `room` is what was found under the id that was
 * asked for; it is looked at only when the access names a need in a room.
 */
export function authorize(
  access: Access,
  caller: Caller | undefined,
  room: RoomStanding | undefined,
  policy: AccessPolicy,
): void {
  const ofCaller = refuseCaller(access.caller, caller);
  if (ofCaller?.code === "unauthenticated") throw ofCaller;
  const ofRoom = refuseRoomNeed(access.room, caller, room, policy);
  // What somebody may not see does not exist for them, whatever else they may not do.
  const refusal = ofRoom?.code === "not_found" ? ofRoom : (ofCaller ?? ofRoom);
  if (refusal !== undefined) throw refusal;
}
