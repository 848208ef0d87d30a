import type { AccountStore } from "../../ports/store/accounts.ts";
import type { ModerationStore } from "../../ports/store/moderation.ts";
import type { RoomStore } from "../../ports/store/rooms.ts";

/** The parts of which the stores put the wide ports together, a file or so each. */

export type UserStore = Pick<
  AccountStore,
  | "createUser"
  | "user"
  | "users"
  | "userByUsername"
  | "updateUser"
  | "changePassword"
  | "upgradeGuest"
  | "deleteUser"
  | "leavingUsers"
  | "leftRooms"
  | "findUsers"
  | "listUsers"
  | "idleGuests"
  | "guestByNumber"
  | "guestNumbers"
  | "countUsers"
>;

export type SessionStore = Pick<
  AccountStore,
  | "createSession"
  | "session"
  | "sessionsById"
  | "sessionsFrom"
  | "rotateSession"
  | "sessions"
  | "endSession"
  | "endSessions"
  | "removeExpiredSessions"
>;

export type ContactStore = Pick<AccountStore, "block" | "unblock" | "blocked" | "blocks">;
export type ResetCodeStore = Pick<AccountStore, "setResetCode" | "resetPassword">;

/** Rooms themselves, whoever is in them. */
export type OwnRoomStore = Pick<
  RoomStore,
  | "createRoom"
  | "room"
  | "roomByName"
  | "directRoom"
  | "updateRoom"
  | "deleteRoom"
  | "discoverRooms"
  | "listRooms"
  | "ephemeralRooms"
  | "countRooms"
>;

/** What may change the owners of a room, and must leave one. */
export type OwnershipStore = Pick<RoomStore, "addMember" | "removeMember" | "setRole">;

export type MemberStore = Pick<
  RoomStore,
  | "membership"
  | "setPreferences"
  | "markRead"
  | "members"
  | "membersAmong"
  | "membersByUsername"
  | "roomIdsOf"
  | "memberships"
  | "rolesOf"
>;

export type InviteStore = Pick<RoomStore, "createInvite" | "invite" | "invites" | "revokeInvite">;

export type RoomRuleStore = Pick<ModerationStore, "roomRules" | "updateRoomRules">;
export type ReportStore = Pick<
  ModerationStore,
  | "createReport"
  | "reports"
  | "report"
  | "reportsOfMessage"
  | "reportsOfAuthor"
  | "updateReport"
  | "reopenReport"
>;
