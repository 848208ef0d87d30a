import type { Mark, MemberRole, RoomKind } from "../../protocol/primitives.ts";
import type { Page } from "./accounts.ts";
import type { EntryRecord, RoomTip } from "./log.ts";

export interface RoomRecord {
  readonly id: string;
  /** Empty for direct rooms, which are named after the other. */
  readonly name: string;
  readonly kind: RoomKind;
  /** Never empty: absent where there is none. */
  readonly topic?: string;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Members now. */
  readonly members: number;
  /** When the newest entry was stored; the room's creation when there is none. */
  readonly activeAt: number;
  /** Direct rooms: the two ids, ascending. */
  readonly pair?: readonly [string, string];
}

export interface MembershipRecord {
  readonly roomId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly joinedAt: number;
  readonly muted: boolean;
  readonly pinned: boolean;
  readonly read: Mark;
}

/** One row of a user's room list, with what its unread counts are made of. */
export interface MembershipView {
  readonly room: RoomRecord;
  readonly membership: MembershipRecord;
  readonly tip: RoomTip;
  readonly unreadMentions: number;
  /** The newest message that is not deleted, with its last edit's content. */
  readonly lastMessage?: { readonly entry: EntryRecord; readonly content: string };
}

/** What the end of a membership changed, all at once. */
export interface RemovedMember {
  /** What was taken away. */
  readonly role: MemberRole;
  /** Made owner, as no other was left: the oldest moderator, else the oldest member (then by id). */
  readonly successor?: string;
}

export interface InviteRecord {
  readonly code: string;
  readonly roomId: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usesLeft?: number;
}

/** What admins look for among all rooms. */
export interface RoomListQuery {
  /** A part of the name, by `nameKey`, or the beginning of an id; empty for all. */
  readonly query: string;
  readonly kind?: RoomKind;
  /** Only these (≤ 256). */
  readonly among?: readonly string[];
  /** active: as `discoverRooms` has it, at most a second behind the newest entry. */
  readonly sort: "name" | "members" | "active" | "created";
  readonly descending: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

export interface ListedRoom {
  readonly room: RoomRecord;
  readonly lastSeq: number;
}

export interface RoomStore {
  /**
   * Creates the room with its members (the first is the owner; both are members of a direct room). Its id is new:
   * that of a room which was deleted does not come again.
   * `taken`: a public or ephemeral room has that name key (protocol/names.ts), or the pair has a room.
   */
  createRoom(
    room: Omit<RoomRecord, "members" | "activeAt">,
    members: readonly MembershipRecord[],
  ): Promise<"created" | "taken">;
  room(id: string): Promise<RoomRecord | undefined>;
  /** Public and ephemeral rooms only, by `nameKey`. */
  roomByName(nameKey: string): Promise<RoomRecord | undefined>;
  directRoom(a: string, b: string): Promise<RoomRecord | undefined>;
  /** `undefined` when it is gone, `taken` as createRoom says. A topic of "" takes the topic away. */
  updateRoom(
    id: string,
    patch: { readonly name?: string; readonly topic?: string },
  ): Promise<RoomRecord | "taken" | undefined>;
  /**
   * With its members, invites and whole log: gone for every reader at once. What they held is removed
   * afterwards in bounded steps, also after a restart. False when it was gone, or has members and is to
   * be empty: whoever entered it before stays, and whoever comes later finds it gone.
   */
  deleteRoom(id: string, only?: "empty"): Promise<boolean>;
  /** Public and ephemeral rooms whose name contains `query` (by nameKey), most recently active first. */
  discoverRooms(
    query: string,
    kinds: readonly RoomKind[],
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<RoomRecord>>;
  /** Rooms of every kind. A page that changes behind the cursor may show a room twice or not at all. */
  listRooms(query: RoomListQuery): Promise<Page<ListedRoom>>;
  /** Live ephemeral rooms: for their TTLs, and for the grace of their members after a restart. */
  ephemeralRooms(): Promise<RoomRecord[]>;
  countRooms(): Promise<number>;

  membership(roomId: string, userId: string): Promise<MembershipRecord | undefined>;
  /**
   * False when a member already, `full` when the user has 1,000 rooms, `gone` when there is no room. The first
   * to come into a room that everybody left becomes its owner. By an invite (its code) a use of that is spent in the
   * same transaction, and only where the member is added; `spent` when it has none left, is revoked, of another
   * room, or over at `joinedAt`.
   */
  addMember(
    member: MembershipRecord,
    invite?: string,
  ): Promise<boolean | "full" | "gone" | "spent">;
  /**
   * Undefined when no member. The last owner is succeeded in the same transaction: neither a reader nor a
   * crash meets a room that has members and no owner.
   */
  removeMember(roomId: string, userId: string): Promise<RemovedMember | undefined>;
  /**
   * False when no member. `last_owner`, and nothing is changed, where no owner would be left, also by two who
   * give the role up at once.
   */
  setRole(roomId: string, userId: string, role: MemberRole): Promise<boolean | "last_owner">;
  setPreferences(
    roomId: string,
    userId: string,
    preferences: { readonly muted?: boolean; readonly pinned?: boolean },
  ): Promise<MembershipRecord | undefined>;
  /** Forward only. The mark as it stands afterwards; undefined when no member. */
  markRead(roomId: string, userId: string, mark: Mark): Promise<Mark | undefined>;
  /**
   * By joinedAt, then user id. Read marks may be older than what the member sent since: `membership` and
   * `membershipViews` tell them as they stand.
   */
  members(
    roomId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<MembershipRecord>>;
  /** Members among `userIds`. */
  membersAmong(roomId: string, userIds: readonly string[]): Promise<string[]>;
  /** Members of the room whose username is one of `usernames`: for @mentions. */
  membersByUsername(
    roomId: string,
    usernames: readonly string[],
  ): Promise<{ readonly userId: string; readonly username: string }[]>;
  roomIdsOf(userId: string): Promise<string[]>;
  /** With read marks that may be behind, as those of `members`. */
  memberships(userId: string): Promise<MembershipRecord[]>;
  /** Of many users (≤ 256) at once, by user and room; who is in no room may be left out. */
  rolesOf(
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, MemberRole>>>;
  /** All rooms of a user, or the one given; ≤ 1,000. */
  membershipViews(userId: string, roomId?: string): Promise<MembershipView[]>;

  createInvite(invite: InviteRecord): Promise<void>;
  /** Also one that is spent, expired or revoked (no uses left) for as long as an invite may live. */
  invite(code: string): Promise<InviteRecord | undefined>;
  invites(
    roomId: string,
    now: number,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<InviteRecord>>;
  revokeInvite(roomId: string, code: string): Promise<boolean>;
}
