import type { Presence } from "../../ports/presence.ts";
import type { Page } from "../../ports/store/accounts.ts";
import type { ListedRoom, RoomListQuery, RoomStore } from "../../ports/store/rooms.ts";

export type RoomFilter = Pick<RoomListQuery, "query" | "kind">;
type Part = (cursor: string | undefined, limit: number) => Promise<Page<ListedRoom>>;

/** As many as the store takes. */
const CHUNK = 256;
const CURSOR = /^([01]) (.*)$/s;

/**
 * Who is online is not in the store. So there are two parts: the rooms that somebody is in, by how many, and all
 * others, by their age. A cursor says which part, and where in it.
 */
export const roomsByOnline = async (
  rooms: RoomStore,
  presence: Presence,
  filter: RoomFilter,
  descending: boolean,
  cursor: string | undefined,
  limit: number,
): Promise<Page<ListedRoom>> => {
  const occupied: Part = (after, most) =>
    occupiedRooms(rooms, presence, filter, descending, after, most);
  const others: Part = (after, most) => otherRooms(rooms, presence, filter, after, most);
  const parts = descending ? [occupied, others] : [others, occupied];
  const [, first = "0", after = ""] = CURSOR.exec(cursor ?? "") ?? [];
  const items: ListedRoom[] = [];
  let within = after === "" ? undefined : after;
  for (const [place, part] of Array.from(parts.entries()).slice(Number(first))) {
    const page = await part(within, limit - items.length);
    items.push(...page.items);
    if (page.nextCursor !== undefined) return { items, nextCursor: `${place} ${page.nextCursor}` };
    if (items.length === limit && place === 0) return { items, nextCursor: "1 " };
    within = undefined;
  }
  return { items };
};

type Occupied = readonly [roomId: string, online: number];

const occupiedRooms = async (
  rooms: RoomStore,
  presence: Presence,
  filter: RoomFilter,
  descending: boolean,
  cursor: string | undefined,
  limit: number,
): Promise<Page<ListedRoom>> => {
  const ascends = ([idA, a]: Occupied, [idB, b]: Occupied): number =>
    a - b || Number(idA > idB) - Number(idA < idB);
  const order = (a: Occupied, b: Occupied): number => (descending ? ascends(b, a) : ascends(a, b));
  const [online, id = ""] = cursor?.split(" ") ?? [];
  const last: Occupied | undefined = online === undefined ? undefined : [id, Number(online)];
  const waiting = Array.from(presence.occupied())
    .filter((one) => last === undefined || order(last, one) < 0)
    .sort(order);
  const items: ListedRoom[] = [];
  let shown = "";
  for (let start = 0; start < waiting.length; start += CHUNK) {
    const chunk = waiting.slice(start, start + CHUNK);
    const among = chunk.map(([roomId]) => roomId);
    const query = { ...filter, among, sort: "created", descending, limit: CHUNK } as const;
    const page = await rooms.listRooms(query);
    const found = new Map(page.items.map((listed) => [listed.room.id, listed]));
    for (const [roomId, count] of chunk) {
      const listed = found.get(roomId);
      if (listed === undefined) continue;
      if (items.length === limit) return { items, nextCursor: shown };
      items.push(listed);
      shown = `${count} ${roomId}`;
    }
  }
  return { items };
};

const otherRooms = async (
  rooms: RoomStore,
  presence: Presence,
  filter: RoomFilter,
  cursor: string | undefined,
  limit: number,
): Promise<Page<ListedRoom>> => {
  const items: ListedRoom[] = [];
  let after = cursor;
  while (items.length < limit) {
    const page: Page<ListedRoom> = await rooms.listRooms({
      ...filter,
      sort: "created",
      descending: true,
      limit: limit - items.length,
      ...(after === undefined ? {} : { cursor: after }),
    });
    items.push(...page.items.filter(({ room }) => presence.online(room.id) === 0));
    after = page.nextCursor;
    if (after === undefined) return { items };
  }
  return after === undefined ? { items } : { items, nextCursor: after };
};
