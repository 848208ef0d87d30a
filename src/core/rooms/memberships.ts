import type { Command } from "../../ports/bus.ts";
import type { MembershipRecord, RoomRecord } from "../../ports/store/rooms.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Mark, MemberRole } from "../../protocol/primitives.ts";
import type { Sender, User } from "../../protocol/users.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { afterwards } from "../afterwards.ts";
import { inviteGone } from "./invite-gone.ts";
import type { RoomContext } from "./room-context.ts";
import { yourRoomsAreFull } from "./rooms-full.ts";

export type RemovalReason = Extract<Command, { type: "member_removed" }>["reason"];

export interface EnterOptions {
  /** The code that lets them in. */
  readonly invite?: string;
  /** Called once they are a member, and before anybody is told. */
  readonly added?: () => void;
}

/** Entering and leaving rooms, however it comes about: joined, invited, kicked, expired. */
export class Memberships {
  readonly #context: RoomContext;
  /** By user, the last of their entries into ephemeral rooms. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(context: RoomContext) {
    this.#context = context;
  }

  /** What a new member starts with: everything up to now counts as read. */
  async initial(roomId: string, userId: string, role: MemberRole): Promise<MembershipRecord> {
    const tip = await this.#context.log.tip(roomId);
    return {
      roomId,
      userId,
      role,
      joinedAt: this.#context.clock.now(),
      muted: false,
      pinned: false,
      read: { seq: tip?.seq ?? 0, n: tip?.n ?? 0 },
    };
  }

  /**
   * Makes the user a member; harmless when one already. Resolves once the user's sockets on every server
   * get the room's entries. By an invite (its code) who is added spends one use of it, and nobody else. Rejects
   * with `conflict` (1,000 rooms), `not_found` (deleted meanwhile) or `gone` (the invite is spent).
   */
  async enter(room: RoomRecord, user: User, { invite, added }: EnterOptions = {}): Promise<void> {
    if (room.kind !== "ephemeral") return this.#enter(room, user, invite, added);
    return this.intoEphemeral(user, room.id, () => this.#enter(room, user, invite, added));
  }

  /** Lets the user into an ephemeral room by `work`, and out of the others where they may be in one only. */
  async intoEphemeral<T>(
    user: User,
    roomId: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    return this.#inTurn(user.id, async () => {
      await this.#leaveOthers(user, roomId);
      const done = await work();
      await this.#leaveAllButLast(user);
      return done;
    });
  }

  /**
   * Entries into ephemeral rooms of one user run one after another: two at once would each leave
   * only what they saw, and both be in.
   */
  async #inTurn<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(userId) ?? Promise.resolve()).then(work);
    const over = turn.then(
      () => {},
      () => {},
    );
    this.#turns.set(userId, over);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(userId) === over) this.#turns.delete(userId);
    }
  }

  /** Another server may have let them in elsewhere meanwhile: both see both then, and agree on which is left. */
  async #leaveAllButLast(user: User): Promise<void> {
    if (!this.#isSingle(user)) return;
    const { rooms } = this.#context.store;
    const memberships = await rooms.memberships(user.id);
    if (memberships.length < 2) return;
    const ephemeral: { readonly room: RoomRecord; readonly joinedAt: number }[] = [];
    for (const { roomId, joinedAt } of memberships) {
      const room = await rooms.room(roomId);
      if (room?.kind === "ephemeral") ephemeral.push({ room, joinedAt });
    }
    ephemeral.sort((a, b) => a.joinedAt - b.joinedAt || (a.room.id < b.room.id ? -1 : 1));
    for (const { room } of ephemeral.slice(0, -1)) {
      await this.remove(room, user.id, "single_room", senderOf(user));
    }
  }

  #isSingle(user: User): boolean {
    return user.kind === "guest" || this.#context.settings().single_room === true;
  }

  /** The single-room policy: guests, and members where the settings say so, are in one at a time. */
  async #leaveOthers(user: User, exceptRoomId: string | undefined): Promise<void> {
    if (!this.#isSingle(user)) return;
    const { rooms } = this.#context.store;
    for (const roomId of await rooms.roomIdsOf(user.id)) {
      if (roomId === exceptRoomId) continue;
      const room = await rooms.room(roomId);
      if (room?.kind === "ephemeral")
        await this.remove(room, user.id, "single_room", senderOf(user));
    }
  }

  /**
   * Takes the membership away; false when there was none. Resolves once no server delivers to or accepts
   * from the user there. The last one out takes a private or ephemeral room along; the last owner
   * is succeeded.
   */
  async remove(
    room: RoomRecord,
    userId: string,
    reason: RemovalReason,
    actor: Sender,
  ): Promise<boolean> {
    const { store, log, bus, clock } = this.#context;
    const removed = await store.rooms.removeMember(room.id, userId);
    if (removed === undefined) return false;
    log.withdraw(room.id, userId);
    await bus.command({ type: "member_removed", roomId: room.id, userId, reason });
    const cid = this.#noteId();
    await afterwards(clock, async () => {
      const left = await store.rooms.room(room.id);
      if (left === undefined) return;
      const endsEmpty = left.kind === "private" || left.kind === "ephemeral";
      // Somebody may have entered since it was read: then it goes on, and is theirs.
      if (endsEmpty && left.members === 0 && (await this.deleteRoom(room.id, "empty"))) return;
      if (removed.successor !== undefined) {
        await bus.command({ type: "role_changed", roomId: room.id, userId: removed.successor });
      }
      const subject = (await this.#context.directory.resolve([userId]))(userId);
      const change = reason === "kicked" ? "kicked" : "left";
      await this.#note({ roomId: room.id, cid, sender: actor, subject, change });
    });
    return true;
  }

  /**
   * With everything in it; its members are told. Resolves once every server let go of it; undefined when it was gone, or
   * is to be empty and is not.
   */
  async deleteRoom(roomId: string, only?: "empty"): Promise<Enforced | undefined> {
    const { store, log, bus } = this.#context;
    if (!(await store.rooms.deleteRoom(roomId, only))) return undefined;
    log.forget(roomId);
    return bus.command({ type: "room_deleted", roomId });
  }

  async #enter(
    room: RoomRecord,
    user: User,
    invite: string | undefined,
    added: (() => void) | undefined,
  ): Promise<void> {
    const { store, bus, clock } = this.#context;
    if ((await store.rooms.membership(room.id, user.id)) !== undefined) return;
    const member = await this.initial(room.id, user.id, "member");
    const outcome = await store.rooms.addMember(member, invite);
    if (outcome === "gone") throw new ProtocolError("not_found", "No such room.");
    if (outcome === "full") throw yourRoomsAreFull();
    if (outcome === "spent") throw inviteGone();
    if (!outcome) return;
    added?.();
    const sender = senderOf(user);
    const cid = this.#noteId();
    await afterwards(clock, async () => {
      const mark = await this.#note({
        roomId: room.id,
        cid,
        sender,
        subject: sender,
        change: "joined",
      });
      await store.rooms.markRead(room.id, user.id, mark);
    });
    await bus.command({ type: "member_added", roomId: room.id, userId: user.id });
  }

  /** A note that is repeated is the same note. */
  #noteId(): string {
    const { random, clock } = this.#context;
    return random.uuid(clock.now());
  }

  /** Tells the room's log. */
  async #note(note: {
    readonly roomId: string;
    readonly cid: string;
    readonly sender: Sender;
    readonly subject: Sender;
    readonly change: "joined" | "left" | "kicked";
  }): Promise<Mark> {
    const { roomId, cid, sender, subject, change } = note;
    const { record } = await this.#context.log.append({
      roomId,
      cid,
      sender,
      subject,
      payload: { event: "member", change, userId: subject.id },
    });
    return { seq: record.seq, n: record.n };
  }
}
