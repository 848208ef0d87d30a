import type { InviteRecord, RoomRecord } from "../../ports/store/rooms.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Invite, InviteCard, Room } from "../../protocol/rooms.ts";
import type { Caller } from "../caller.ts";
import { inviteGone } from "./invite-gone.ts";
import type { RoomContext } from "./room-context.ts";
import type { Rooms } from "./rooms.ts";

/** 128 bits: a code can't be guessed. */
const CODE_BYTES = 16;

const viewInvite = (invite: InviteRecord): Invite => ({
  code: invite.code,
  created_by: invite.createdBy,
  created_at: invite.createdAt,
  expires_at: invite.expiresAt,
  ...(invite.usesLeft === undefined ? {} : { uses_left: invite.usesLeft }),
});

const isOver = (invite: InviteRecord, now: number): boolean =>
  invite.expiresAt <= now || invite.usesLeft === 0;

/** Codes that let others into a room. */
export class Invites {
  readonly #context: RoomContext;
  readonly #rooms: Rooms;

  constructor(context: RoomContext, rooms: Rooms) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async create(
    caller: Caller,
    room: RoomRecord,
    request: { readonly max_uses?: number | undefined; readonly expires_in?: number | undefined },
  ): Promise<{ code: string; expires_at: number }> {
    const { store, clock, random } = this.#context;
    const now = clock.now();
    const lifetime =
      request.expires_in === undefined ? LIMITS.inviteDefaultMs : request.expires_in * 1000;
    const invite: InviteRecord = {
      code: encodeCode(random.bytes(CODE_BYTES)),
      roomId: room.id,
      createdBy: caller.user.id,
      createdAt: now,
      expiresAt: now + lifetime,
      ...(request.max_uses === undefined ? {} : { usesLeft: request.max_uses }),
    };
    await store.rooms.createInvite(invite);
    return { code: invite.code, expires_at: invite.expiresAt };
  }

  /** Open to whoever holds the code. */
  async card(code: string): Promise<InviteCard> {
    const { store, clock } = this.#context;
    const invite = await store.rooms.invite(code);
    const room = invite === undefined ? undefined : await store.rooms.room(invite.roomId);
    if (invite === undefined || room === undefined) {
      throw new ProtocolError("not_found", "No such invite.");
    }
    if (isOver(invite, clock.now())) throw inviteGone();
    const { id, name, kind, members } = room;
    return {
      room: { id, name, kind, members },
      expires_at: invite.expiresAt,
      ...(invite.usesLeft === undefined ? {} : { uses_left: invite.usesLeft }),
    };
  }

  /** Who is in the room already spends nothing. */
  async accept(caller: Caller, code: string): Promise<Room> {
    const { store, clock } = this.#context;
    const invite = await store.rooms.invite(code);
    if (invite === undefined) throw new ProtocolError("not_found", "No such invite.");
    // Asked for after the invite: who spent it themselves a moment ago, by another tab, is found to be in.
    const found = await this.#rooms.find(invite.roomId, caller.user.id);
    if (found === undefined) throw inviteGone();
    // Before the room that they are in is left for it.
    if (found.membership === undefined && isOver(invite, clock.now())) throw inviteGone();
    return this.#rooms.join(caller, found.room, { invite: code });
  }

  async list(
    roomId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ invites: Invite[]; next_cursor?: string }> {
    const { store, clock } = this.#context;
    const page = await store.rooms.invites(roomId, clock.now(), cursor, limit);
    const invites = page.items.map(viewInvite);
    return page.nextCursor === undefined ? { invites } : { invites, next_cursor: page.nextCursor };
  }

  async revoke(roomId: string, code: string): Promise<void> {
    const revoked = await this.#context.store.rooms.revokeInvite(roomId, code);
    if (!revoked) throw new ProtocolError("not_found", "No such invite.");
  }
}

const encodeCode = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
