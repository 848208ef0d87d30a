import type { UserRecord } from "../../ports/store/accounts.ts";
import type { MembershipRecord, RoomRecord } from "../../ports/store/rooms.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Mark, MemberRole } from "../../protocol/primitives.ts";
import type { Member, Room } from "../../protocol/rooms.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { viewUser } from "../accounts/user-view.ts";
import { afterwards } from "../afterwards.ts";
import type { Caller } from "../caller.ts";
import type { Memberships } from "./memberships.ts";
import type { RoomContext } from "./room-context.ts";
import { theirRoomsAreFull } from "./rooms-full.ts";

/** The people of a room. Callers have been authorized for what they ask. */
export class Members {
  readonly #context: RoomContext;
  readonly #memberships: Memberships;

  constructor(context: RoomContext, memberships: Memberships) {
    this.#context = context;
    this.#memberships = memberships;
  }

  async list(
    roomId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ members: Member[]; next_cursor?: string }> {
    const { store } = this.#context;
    const page = await store.rooms.members(roomId, cursor, limit);
    const users = await store.accounts.users(page.items.map((member) => member.userId));
    const byId = new Map(users.map((user) => [user.id, user]));
    const members: Member[] = [];
    for (const membership of page.items) {
      const user = byId.get(membership.userId);
      if (user !== undefined) members.push(this.#view(user, membership));
    }
    return page.nextCursor === undefined ? { members } : { members, next_cursor: page.nextCursor };
  }

  /** Brings an account into a private room. */
  async add(room: RoomRecord, userId: string): Promise<Member> {
    if (room.kind !== "private") {
      throw new ProtocolError("bad_request", "People join this room by themselves.");
    }
    const user = await this.#living(userId);
    if (user.kind === "guest") {
      throw new ProtocolError("forbidden", "Guests are in ephemeral rooms only.");
    }
    try {
      await this.#memberships.enter(room, viewUser(user));
    } catch (error) {
      // Who is told is not whose rooms are meant.
      if (error instanceof ProtocolError && error.code === "conflict") throw theirRoomsAreFull();
      throw error;
    }
    return this.#member(room.id, user);
  }

  async setRole(room: RoomRecord, userId: string, role: MemberRole): Promise<Member> {
    const { store, bus, clock } = this.#context;
    const before = await store.rooms.membership(room.id, userId);
    if (before === undefined) throw new ProtocolError("not_found", "No such member.");
    if (before.role !== role) {
      const changed = await store.rooms.setRole(room.id, userId, role);
      if (changed === "last_owner") {
        throw new ProtocolError("conflict", "A room keeps at least one owner.");
      }
      if (!changed) throw new ProtocolError("not_found", "No such member.");
      await afterwards(clock, async () => {
        await bus.command({ type: "role_changed", roomId: room.id, userId });
      });
    }
    return this.#member(room.id, await this.#living(userId));
  }

  async kick(caller: Caller, room: RoomRecord, userId: string): Promise<void> {
    const membership = await this.#context.store.rooms.membership(room.id, userId);
    if (membership === undefined) throw new ProtocolError("not_found", "No such member.");
    if (membership.role === "owner") {
      throw new ProtocolError("forbidden", "An owner can't be kicked.");
    }
    await this.#memberships.remove(room, userId, "kicked", senderOf(caller.user));
  }

  /** The caller's connections are told that ask for it: they list the room, and ring for it. */
  async setPreferences(
    roomId: string,
    caller: Caller,
    preferences: { readonly muted?: boolean | undefined; readonly pinned?: boolean | undefined },
  ): Promise<Room> {
    const { store, views, bus } = this.#context;
    const userId = caller.user.id;
    const changed = {
      ...(preferences.muted === undefined ? {} : { muted: preferences.muted }),
      ...(preferences.pinned === undefined ? {} : { pinned: preferences.pinned }),
    };
    const membership = await store.rooms.setPreferences(roomId, userId, changed);
    const room = await store.rooms.room(roomId);
    if (room === undefined || membership === undefined) {
      throw new ProtocolError("not_found", "No such room.");
    }
    const event = {
      event: "member_changed",
      room_id: roomId,
      user_id: userId,
      ...changed,
    } as const;
    bus.signal({ to: "user", userId, event });
    return views.room(room, userId, membership);
  }

  /** Undefined of who is not a member. */
  async readMark(roomId: string, userId: string): Promise<Mark | undefined> {
    return (await this.#context.store.rooms.membership(roomId, userId))?.read;
  }

  /**
   * Forward only, and never beyond the tip; all of the user's connections but `except` are told, and in a
   * direct room the other one, if they look.
   */
  async markRead(
    { id: roomId, kind }: Pick<RoomRecord, "id" | "kind">,
    userId: string,
    seq: number,
    except?: string,
  ): Promise<Mark> {
    const { store, bus } = this.#context;
    const mark = await store.rooms.markRead(roomId, userId, await store.log.countAt(roomId, seq));
    if (mark === undefined) throw new ProtocolError("forbidden", "Join the room first.");
    const event = { event: "read", room_id: roomId, ...mark } as const;
    bus.signal({ to: "user", userId, event, ...(except === undefined ? {} : { except }) });
    if (kind === "direct") {
      const read = {
        event: "member_changed",
        room_id: roomId,
        user_id: userId,
        read: mark,
      } as const;
      bus.signal({ to: "room", roomId, event: read, exceptUser: userId });
    }
    return mark;
  }

  async #living(userId: string): Promise<UserRecord> {
    const user = await this.#context.store.accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
    return user;
  }

  async #member(roomId: string, user: UserRecord): Promise<Member> {
    const membership = await this.#context.store.rooms.membership(roomId, user.id);
    if (membership === undefined) throw new ProtocolError("not_found", "No such member.");
    return this.#view(user, membership);
  }

  #view(user: UserRecord, membership: MembershipRecord): Member {
    return {
      user: viewUser(user),
      role: membership.role,
      joined_at: membership.joinedAt,
      online: this.#context.presence.isOnline(membership.roomId, user.id),
    };
  }
}
