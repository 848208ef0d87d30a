import type { InviteRecord, RoomRecord } from "../ports/store/rooms.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Invite, InviteCard, Room } from "../protocol/rooms.ts";
import type { Caller } from "./caller.ts";
import type { RoomContext } from "./room-context.ts";
import type { Rooms } from "./rooms.ts";

const GONE = "This invite is spent, expired or revoked.";
/** 128 bits: a code can't be guessed. */
const CODE_BYTES = 16;

const viewInvite = (invite: InviteRecord): Invite => ({
  code: invite.code,
  created_by: invite.createdBy,
  created_at: invite.createdAt,
  expires_at: invite.expiresAt,
  ...(invite.usesLeft === undefined ? {} : { uses_left: invite.usesLeft }),
});

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
    if (invite.expiresAt <= clock.now() || invite.usesLeft === 0) {
      throw new ProtocolError("gone", GONE);
    }
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
    const known = await store.rooms.invite(code);
    if (known === undefined) throw new ProtocolError("not_found", "No such invite.");
    const entered = await this.#entered(caller, known.roomId);
    if (entered !== undefined) return entered;
    const invite = await store.rooms.takeInvite(code, clock.now());
    if (invite === "gone") {
      // Spent by oneself, perhaps: a second click, or another tab.
      const now = await this.#entered(caller, known.roomId);
      if (now !== undefined) return now;
      throw new ProtocolError("gone", GONE);
    }
    const room = await store.rooms.room(invite.roomId);
    if (room === undefined) throw new ProtocolError("gone", GONE);
    try {
      return await this.#rooms.join(caller, room);
    } catch (error) {
      await store.rooms.returnInvite(code);
      throw error;
    }
  }

  /** The room, if the caller is in it. */
  async #entered({ user }: Caller, roomId: string): Promise<Room | undefined> {
    const found = await this.#rooms.find(roomId, user.id);
    return found?.membership === undefined ? undefined : this.#rooms.get(roomId, user.id);
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
