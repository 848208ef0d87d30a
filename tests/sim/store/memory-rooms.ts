import type { EntryRecord, RoomTip } from "../../../src/ports/store/log.ts";
import type {
  MembershipRecord,
  MembershipView,
  RemovedMember,
  RoomRecord,
  RoomStore,
} from "../../../src/ports/store/rooms.ts";
import { nameKey } from "../../../src/protocol/names.ts";
import type { Mark, MemberRole } from "../../../src/protocol/primitives.ts";
import type { MemoryAccounts } from "./memory-accounts.ts";
import type { Sync } from "./sync.ts";

type Simulated = Pick<
  Sync<RoomStore>,
  | "createRoom"
  | "room"
  | "roomByName"
  | "updateRoom"
  | "deleteRoom"
  | "ephemeralRooms"
  | "membership"
  | "addMember"
  | "removeMember"
  | "setRole"
  | "markRead"
  | "members"
  | "membersByUsername"
  | "roomIdsOf"
  | "memberships"
  | "rolesOf"
  | "membershipViews"
>;

type StoredRoom = Omit<RoomRecord, "members" | "activeAt">;

/** The logs of rooms, as far as rooms know of them. */
export interface RoomLogs {
  create(roomId: string, createdAt: number): void;
  drop(roomId: string): void;
  tip(roomId: string): RoomTip | undefined;
  entries(roomId: string, after: number, limit: number): EntryRecord[];
}

const ROLE_ORDER: Readonly<Record<MemberRole, number>> = { owner: 0, moderator: 1, member: 2 };

/** Rooms and who is in them. */
export class MemoryRooms implements Simulated {
  readonly log: RoomLogs;
  readonly #accounts: MemoryAccounts;
  readonly #now: () => number;
  readonly #rooms = new Map<string, StoredRoom>();
  readonly #members = new Map<string, Map<string, MembershipRecord>>();
  /** When a user who was a member last ceased to be one. */
  readonly #endedAt = new Map<string, number>();

  constructor(log: RoomLogs, accounts: MemoryAccounts, now: () => number) {
    this.log = log;
    this.#accounts = accounts;
    this.#now = now;
  }

  roomIds(): string[] {
    return Array.from(this.#rooms.keys());
  }

  /** For how long (ms) the user has been out of the room; 0 for members. */
  outFor(roomId: string, userId: string): number {
    if (this.#members.get(roomId)?.has(userId) === true) return 0;
    return this.#now() - (this.#endedAt.get(`${roomId} ${userId}`) ?? Number.NEGATIVE_INFINITY);
  }

  createRoom(room: StoredRoom, members: readonly MembershipRecord[]): "created" | "taken" {
    const isNamed = room.kind === "public" || room.kind === "ephemeral";
    if (isNamed && this.roomByName(nameKey(room.name)) !== undefined) return "taken";
    this.#rooms.set(room.id, room);
    this.#members.set(room.id, new Map(members.map((member) => [member.userId, member])));
    this.log.create(room.id, room.createdAt);
    return "created";
  }

  room(id: string): RoomRecord | undefined {
    const room = this.#rooms.get(id);
    if (room === undefined) return undefined;
    const tip = this.log.tip(id);
    const newest = tip === undefined ? undefined : this.log.entries(id, tip.seq - 1, 1)[0];
    const activeAt = newest?.at ?? room.createdAt;
    return { ...room, members: this.#members.get(id)?.size ?? 0, activeAt };
  }

  roomByName(key: string): RoomRecord | undefined {
    for (const { id, name, kind } of this.#rooms.values()) {
      if ((kind === "public" || kind === "ephemeral") && nameKey(name) === key) {
        return this.room(id);
      }
    }
    return undefined;
  }

  updateRoom(
    id: string,
    patch: { readonly name?: string; readonly topic?: string },
  ): RoomRecord | "taken" | undefined {
    const room = this.#rooms.get(id);
    if (room === undefined) return undefined;
    const other = patch.name === undefined ? undefined : this.roomByName(nameKey(patch.name));
    if (room.kind !== "private" && other !== undefined && other.id !== id) return "taken";
    this.#rooms.set(id, { ...room, ...patch });
    return this.room(id);
  }

  deleteRoom(id: string, only?: "empty"): boolean {
    const members = this.#members.get(id)?.size ?? 0;
    if (only === "empty" && members > 0) return false;
    for (const userId of this.#members.get(id)?.keys() ?? []) {
      this.#endedAt.set(`${id} ${userId}`, this.#now());
    }
    this.#members.delete(id);
    this.log.drop(id);
    return this.#rooms.delete(id);
  }

  ephemeralRooms(): RoomRecord[] {
    return this.roomIds()
      .map((id) => this.room(id))
      .filter((room) => room !== undefined)
      .filter(({ kind }) => kind === "ephemeral");
  }

  membership(roomId: string, userId: string): MembershipRecord | undefined {
    return this.#members.get(roomId)?.get(userId);
  }

  addMember(member: MembershipRecord): boolean | "full" | "gone" {
    const members = this.#members.get(member.roomId);
    if (members === undefined) return "gone";
    if (members.has(member.userId)) return false;
    const role = members.size === 0 ? "owner" : member.role;
    members.set(member.userId, { ...member, role });
    return true;
  }

  removeMember(roomId: string, userId: string): RemovedMember | undefined {
    const role = this.membership(roomId, userId)?.role;
    if (role === undefined) return undefined;
    this.#members.get(roomId)?.delete(userId);
    this.#endedAt.set(`${roomId} ${userId}`, this.#now());
    const successor = role === "owner" ? this.#succeed(roomId) : undefined;
    return successor === undefined ? { role } : { role, successor };
  }

  setRole(roomId: string, userId: string, role: MemberRole): boolean | "last_owner" {
    const members = this.#members.get(roomId);
    const member = members?.get(userId);
    if (members === undefined || member === undefined) return false;
    const owners = Array.from(members.values()).filter((other) => other.role === "owner");
    if (member.role === "owner" && role !== "owner" && owners.length === 1) return "last_owner";
    members.set(userId, { ...member, role });
    return true;
  }

  markRead(roomId: string, userId: string, mark: Mark): Mark | undefined {
    const member = this.membership(roomId, userId);
    if (member === undefined) return undefined;
    const read = mark.seq > member.read.seq ? mark : member.read;
    this.#members.get(roomId)?.set(userId, { ...member, read });
    return read;
  }

  members(roomId: string): { items: MembershipRecord[] } {
    return { items: Array.from(this.#members.get(roomId)?.values() ?? []) };
  }

  membersByUsername(
    roomId: string,
    usernames: readonly string[],
  ): { userId: string; username: string }[] {
    const found: { userId: string; username: string }[] = [];
    for (const userId of this.#members.get(roomId)?.keys() ?? []) {
      const username = this.#accounts.user(userId)?.username;
      if (username !== undefined && usernames.includes(username)) found.push({ userId, username });
    }
    return found;
  }

  roomIdsOf(userId: string): string[] {
    return this.roomIds().filter((id) => this.membership(id, userId) !== undefined);
  }

  memberships(userId: string): MembershipRecord[] {
    return this.roomIds()
      .map((id) => this.membership(id, userId))
      .filter((member) => member !== undefined);
  }

  rolesOf(userIds: readonly string[]): Map<string, Map<string, MemberRole>> {
    return new Map(
      userIds.map((userId) => [
        userId,
        new Map(this.memberships(userId).map(({ roomId, role }) => [roomId, role])),
      ]),
    );
  }

  membershipViews(userId: string): MembershipView[] {
    const views: MembershipView[] = [];
    for (const membership of this.memberships(userId)) {
      const room = this.room(membership.roomId);
      const tip = this.log.tip(membership.roomId);
      if (room !== undefined && tip !== undefined) {
        views.push({ room, membership, tip, unreadMentions: 0 });
      }
    }
    return views;
  }

  #succeed(roomId: string): string | undefined {
    const members = this.#members.get(roomId);
    const [first] = Array.from(members?.values() ?? []).sort(
      (a, b) => ROLE_ORDER[a.role] - ROLE_ORDER[b.role] || a.joinedAt - b.joinedAt,
    );
    if (first === undefined || first.role === "owner") return undefined;
    members?.set(first.userId, { ...first, role: "owner" });
    return first.userId;
  }
}
