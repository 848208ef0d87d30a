import type { Bus } from "../../ports/bus.ts";
import type { Presence } from "../../ports/presence.ts";
import type { Page } from "../../ports/store/accounts.ts";
import type { ListedRoom, RoomStore } from "../../ports/store/rooms.ts";
import type { AdminRoom, Partial } from "../../protocol/admin-entities.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { nameKey } from "../../protocol/names.ts";
import type { RoomKind } from "../../protocol/primitives.ts";
import { ROOM_SORTS, type RoomOrder } from "../../protocol/rest/admin-rooms.ts";
import { readOrder } from "../../protocol/rest/sort.ts";
import { type Activities, askActivities } from "./room-activity.ts";
import type { RoomRulebook } from "./room-rulebook.ts";
import type { RoomViews } from "./room-view.ts";
import { type RoomCounts, type RoomFilter, roomsByCount } from "./rooms-by-count.ts";

export interface AdminRoomsRequest {
  readonly query?: string | undefined;
  readonly kind?: RoomKind | undefined;
  readonly sort: RoomOrder;
}

export interface AdminRoomsDeps {
  readonly rooms: RoomStore;
  readonly bus: Pick<Bus, "ask">;
  readonly presence: Presence;
  readonly views: RoomViews;
  readonly rulebook: RoomRulebook;
}

/** All rooms, as admins see them. Whoever asks has been authorized to. */
export class AdminRooms {
  readonly #deps: AdminRoomsDeps;

  constructor(deps: AdminRoomsDeps) {
    this.#deps = deps;
  }

  async list(
    request: AdminRoomsRequest,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ rooms: AdminRoom[]; next_cursor?: string; partial?: Partial }> {
    const { items, nextCursor, ...sorted } = await this.#page(request, cursor, limit);
    const roomIds = items.map(({ room }) => room.id);
    const activities = await askActivities(this.#deps.bus, roomIds);
    const partial = sorted.partial ?? activities.partial;
    const rooms = await this.#view(items);
    return {
      rooms: rooms.map((room) => withActivity(room, activities)),
      ...(partial === undefined ? {} : { partial }),
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    };
  }

  /** With what goes on in it. Throws `not_found`. */
  async detail(roomId: string): Promise<{ room: AdminRoom; partial?: Partial }> {
    const room = await this.get(roomId);
    const { partial, ...activities } = await askActivities(this.#deps.bus, [roomId]);
    return {
      room: withActivity(room, activities),
      ...(partial === undefined ? {} : { partial }),
    };
  }

  /** Without asking what goes on in it. Throws `not_found`. */
  async get(roomId: string): Promise<AdminRoom> {
    const query = { query: "", among: [roomId], sort: "created", descending: false } as const;
    const { items } = await this.#deps.rooms.listRooms({ ...query, limit: 1 });
    const [room] = await this.#view(items);
    if (room === undefined) throw new ProtocolError("not_found", "No such room.");
    return room;
  }

  async #view(listed: readonly ListedRoom[]): Promise<AdminRoom[]> {
    const { views, rulebook } = this.#deps;
    const rooms = await views.forAdmins(listed);
    return rooms.map((room) => {
      const { slow_mode_s, read_only } = rulebook.rules(room.id);
      return {
        ...room,
        ...(slow_mode_s === 0 ? {} : { slow_mode_s }),
        ...(read_only ? { read_only } : {}),
      };
    });
  }

  /** `partial`: servers that did not say which of their rooms are busiest. */
  async #page(
    { query, kind, sort: order }: AdminRoomsRequest,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<ListedRoom> & { readonly partial?: Partial | undefined }> {
    const { rooms, bus, presence } = this.#deps;
    const filter: RoomFilter = {
      query: nameKey(query ?? ""),
      ...(kind === undefined ? {} : { kind }),
    };
    const { sort, descending } = readOrder(ROOM_SORTS, order, "-active");
    if (sort === "online") {
      return roomsByCount(rooms, onlineOf(presence), filter, descending, cursor, limit);
    }
    if (sort === "busy") {
      const busiest = await askActivities(bus);
      const page = await roomsByCount(rooms, busiest, filter, descending, cursor, limit);
      return { ...page, partial: busiest.partial };
    }
    const from = cursor === undefined ? {} : { cursor };
    return rooms.listRooms({ ...filter, sort, descending, limit, ...from });
  }
}

const onlineOf = (presence: Presence): RoomCounts => ({
  count: (roomId) => presence.online(roomId),
  counts: () => presence.occupied(),
});

const withActivity = (room: AdminRoom, activities: Pick<Activities, "get">): AdminRoom => {
  const { messages, spread } = activities.get(room.id);
  return { ...room, messages_per_min: messages, spread };
};
