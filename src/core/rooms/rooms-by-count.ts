import type { Page } from "../../ports/store/accounts.ts";
import type { ListedRoom, RoomListQuery, RoomStore } from "../../ports/store/rooms.ts";

export type RoomFilter = Pick<RoomListQuery, "query" | "kind">;

/** A number of each room, which is not in the store: 0 for all but those that are listed. */
export interface RoomCounts {
  count(roomId: string): number;
  counts(): Iterable<readonly [roomId: string, count: number]>;
}

type Part = (cursor: string | undefined, limit: number) => Promise<Page<ListedRoom>>;

/** As many as the store takes. */
const CHUNK = 256;
const CURSOR = /^([01]) (.*)$/s;

/**
 * In two parts: the rooms that something is counted of, such as who is online, by how many, and all others, by their
 * age. A cursor says which part, and where in it.
 */
export const roomsByCount = async (
  rooms: RoomStore,
  counted: RoomCounts,
  filter: RoomFilter,
  descending: boolean,
  cursor: string | undefined,
  limit: number,
): Promise<Page<ListedRoom>> => {
  const some: Part = (after, most) => countedRooms(rooms, counted, filter, descending, after, most);
  const others: Part = (after, most) => otherRooms(rooms, counted, filter, after, most);
  const parts = descending ? [some, others] : [others, some];
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

type Counted = readonly [roomId: string, count: number];

const countedRooms = async (
  rooms: RoomStore,
  counted: RoomCounts,
  filter: RoomFilter,
  descending: boolean,
  cursor: string | undefined,
  limit: number,
): Promise<Page<ListedRoom>> => {
  const ascends = ([idA, a]: Counted, [idB, b]: Counted): number =>
    a - b || Number(idA > idB) - Number(idA < idB);
  const order = (a: Counted, b: Counted): number => (descending ? ascends(b, a) : ascends(a, b));
  const [count, id = ""] = cursor?.split(" ") ?? [];
  const last: Counted | undefined = count === undefined ? undefined : [id, Number(count)];
  const waiting = Array.from(counted.counts())
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
    for (const [roomId, number] of chunk) {
      const listed = found.get(roomId);
      if (listed === undefined) continue;
      if (items.length === limit) return { items, nextCursor: shown };
      items.push(listed);
      shown = `${number} ${roomId}`;
    }
  }
  return { items };
};

const otherRooms = async (
  rooms: RoomStore,
  counted: RoomCounts,
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
    items.push(...page.items.filter(({ room }) => counted.count(room.id) === 0));
    after = page.nextCursor;
    if (after === undefined) return { items };
  }
  return after === undefined ? { items } : { items, nextCursor: after };
};
