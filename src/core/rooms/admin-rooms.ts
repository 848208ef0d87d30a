import type { Presence } from "../../ports/presence.ts";
import type { Page } from "../../ports/store/accounts.ts";
import type { ListedRoom, RoomStore } from "../../ports/store/rooms.ts";
import type { AdminRoom } from "../../protocol/admin-entities.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { nameKey } from "../../protocol/names.ts";
import type { RoomKind } from "../../protocol/primitives.ts";
import { ROOM_SORTS, type RoomOrder } from "../../protocol/rest/admin-rooms.ts";
import { readOrder } from "../../protocol/rest/sort.ts";
import type { RoomRulebook } from "./room-rulebook.ts";
import type { RoomViews } from "./room-view.ts";
import { type RoomFilter, roomsByOnline } from "./rooms-by-online.ts";

export interface AdminRoomsRequest {
  readonly query?: string | undefined;
  readonly kind?: RoomKind | undefined;
  readonly sort: RoomOrder;
}

/** All rooms, as admins see them. Whoever asks has been authorized to. */
export class AdminRooms {
  readonly #rooms: RoomStore;
  readonly #presence: Presence;
  readonly #views: RoomViews;
  readonly #rulebook: RoomRulebook;

  constructor(rooms: RoomStore, presence: Presence, views: RoomViews, rulebook: RoomRulebook) {
    this.#rulebook = rulebook;
    this.#rooms = rooms;
    this.#presence = presence;
    this.#views = views;
  }

  async list(
    request: AdminRoomsRequest,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ rooms: AdminRoom[]; next_cursor?: string }> {
    const page = await this.#page(request, cursor, limit);
    const rooms = await this.#view(page.items);
    return page.nextCursor === undefined ? { rooms } : { rooms, next_cursor: page.nextCursor };
  }

  /** Throws `not_found`. */
  async get(roomId: string): Promise<AdminRoom> {
    const query = { query: "", among: [roomId], sort: "created", descending: false } as const;
    const { items } = await this.#rooms.listRooms({ ...query, limit: 1 });
    const [room] = await this.#view(items);
    if (room === undefined) throw new ProtocolError("not_found", "No such room.");
    return room;
  }

  async #view(listed: readonly ListedRoom[]): Promise<AdminRoom[]> {
    const rooms = await this.#views.forAdmins(listed);
    return rooms.map((room) => {
      const { slow_mode_s, read_only } = this.#rulebook.rules(room.id);
      return {
        ...room,
        ...(slow_mode_s === 0 ? {} : { slow_mode_s }),
        ...(read_only ? { read_only } : {}),
      };
    });
  }

  #page(
    { query, kind, sort: order }: AdminRoomsRequest,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<ListedRoom>> {
    const filter: RoomFilter = {
      query: nameKey(query ?? ""),
      ...(kind === undefined ? {} : { kind }),
    };
    const { sort, descending } = readOrder(ROOM_SORTS, order, "-active");
    if (sort === "online") {
      return roomsByOnline(this.#rooms, this.#presence, filter, descending, cursor, limit);
    }
    const from = cursor === undefined ? {} : { cursor };
    return this.#rooms.listRooms({ ...filter, sort, descending, limit, ...from });
  }
}
