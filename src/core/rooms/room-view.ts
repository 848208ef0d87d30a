import type { Presence } from "../../ports/presence.ts";
import type {
  ListedRoom,
  MembershipRecord,
  MembershipView,
  RoomRecord,
} from "../../ports/store/rooms.ts";
import type { AdminRoom } from "../../protocol/admin-entities.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { excerpt } from "../../protocol/names.ts";
import type { Mark } from "../../protocol/primitives.ts";
import type { Room, RoomSummary } from "../../protocol/rooms.ts";
import type { SenderOf, UserDirectory } from "../accounts/user-directory.ts";

export const peerOf = (room: RoomRecord, userId: string): string | undefined => {
  if (room.pair === undefined) return undefined;
  const [a, b] = room.pair;
  return a === userId ? b : a;
};

/** Rooms as their members and visitors see them. */
export class RoomViews {
  readonly #directory: UserDirectory;
  readonly #presence: Presence;
  readonly #ephemeralTtlMs: number;

  constructor(directory: UserDirectory, presence: Presence, ephemeralTtlMs: number) {
    this.#directory = directory;
    this.#presence = presence;
    this.#ephemeralTtlMs = ephemeralTtlMs;
  }

  expiresAt(room: RoomRecord): number {
    return room.activeAt + this.#ephemeralTtlMs;
  }

  async room(
    room: RoomRecord,
    viewerId: string,
    membership: MembershipRecord | undefined,
  ): Promise<Room> {
    const peerId = peerOf(room, viewerId);
    const senderOf = await this.#directory.resolve(peerId === undefined ? [] : [peerId]);
    return this.#view(room, viewerId, membership, senderOf);
  }

  async rooms(
    rooms: readonly RoomRecord[],
    viewerId: string,
    memberships: readonly MembershipRecord[],
  ): Promise<Room[]> {
    const byRoom = new Map(memberships.map((membership) => [membership.roomId, membership]));
    const peers = rooms.map((room) => peerOf(room, viewerId)).filter((id) => id !== undefined);
    const senderOf = await this.#directory.resolve(peers);
    return rooms.map((room) => this.#view(room, viewerId, byRoom.get(room.id), senderOf));
  }

  async summaries(views: readonly MembershipView[], viewerId: string): Promise<RoomSummary[]> {
    const users: string[] = [];
    for (const { room, lastMessage } of views) {
      const peerId = peerOf(room, viewerId);
      if (peerId !== undefined) users.push(peerId);
      if (lastMessage !== undefined) users.push(lastMessage.entry.senderId);
    }
    const senderOf = await this.#directory.resolve(users);
    return views.map((view) => this.#summary(view, viewerId, senderOf));
  }

  /** As somebody sees them who is in none of them: direct rooms are called after both. */
  async forAdmins(listed: readonly ListedRoom[]): Promise<AdminRoom[]> {
    const senderOf = await this.#directory.resolve(listed.flatMap(({ room }) => room.pair ?? []));
    return listed.map(({ room, lastSeq }) => ({
      id: room.id,
      name: room.pair?.map((id) => senderOf(id).display_name).join(", ") ?? room.name,
      kind: room.kind,
      ...(room.topic === undefined ? {} : { topic: room.topic }),
      created_by: room.createdBy,
      created_at: room.createdAt,
      members: room.members,
      online: this.#presence.online(room.id),
      ...(room.kind === "ephemeral" ? { expires_at: this.expiresAt(room) } : {}),
      last_seq: lastSeq,
      last_active_at: room.activeAt,
    }));
  }

  #summary(view: MembershipView, viewerId: string, senderOf: SenderOf): RoomSummary {
    const { room, membership, tip, unreadMentions, lastMessage } = view;
    const sender = lastMessage === undefined ? undefined : senderOf(lastMessage.entry.senderId);
    return {
      ...this.#view(room, viewerId, membership, senderOf),
      tip: { seq: tip.seq, n: tip.n },
      read: membership.read,
      unread: unreadCount(tip, membership.read),
      unread_mentions: unreadMentions,
      ...(lastMessage === undefined || sender === undefined
        ? {}
        : {
            last_message: {
              seq: lastMessage.entry.seq,
              sender: { id: sender.id, display_name: sender.display_name },
              excerpt: excerpt(lastMessage.content, LIMITS.excerpt),
              at: lastMessage.entry.at,
            },
          }),
    };
  }

  #view(
    room: RoomRecord,
    viewerId: string,
    membership: MembershipRecord | undefined,
    senderOf: SenderOf,
  ): Room {
    const peerId = peerOf(room, viewerId);
    const peer = peerId === undefined ? undefined : senderOf(peerId);
    return {
      id: room.id,
      name: peer?.display_name ?? room.name,
      kind: room.kind,
      ...(room.topic === undefined ? {} : { topic: room.topic }),
      created_by: room.createdBy,
      created_at: room.createdAt,
      members: room.members,
      online: this.#presence.online(room.id),
      ...(membership === undefined
        ? {}
        : { my_role: membership.role, muted: membership.muted, pinned: membership.pinned }),
      ...(room.kind === "ephemeral" ? { expires_at: this.expiresAt(room) } : {}),
      ...(peer === undefined ? {} : { peer: { id: peer.id, display_name: peer.display_name } }),
    };
  }
}

/** Exact, because n counts messages: PROTOCOL §1. */
export const unreadCount = (tip: Mark, read: Mark): number => Math.max(0, tip.n - read.n);
