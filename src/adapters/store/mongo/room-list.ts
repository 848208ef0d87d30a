import type { Document } from "mongodb";
import type { Page } from "../../../ports/store/accounts.ts";
import type { ListedRoom, RoomListQuery } from "../../../ports/store/rooms.ts";
import { pageOf } from "../page.ts";
import { PAST } from "../prefixes.ts";
import { type RoomHeads, toRoomRecord } from "./room-heads.ts";

/** Rooms of servers that don't fold names yet are folded as far as MongoDB can. */
const FOLDED: Document = { $ifNull: ["$foldedName", { $toLower: "$name" }] };

const PLACES: Readonly<Record<RoomListQuery["sort"], Document | string>> = {
  name: FOLDED,
  members: "$members",
  active: "$activeAt",
  created: "$createdAt",
};
/** Ids hold no spaces. */
const CURSOR = /^(\S+) (.*)$/s;

/** In the order of their places; rooms of one place in that of their ids. */
export const listRooms = async (
  heads: RoomHeads,
  { query, kind, among, sort, descending, cursor, limit }: RoomListQuery,
): Promise<Page<ListedRoom>> => {
  const stages: Document[] = [];
  if (kind !== undefined) stages.push({ $match: { kind } });
  if (among !== undefined) stages.push({ $match: { _id: { $in: [...among] } } });
  if (query !== "") {
    const holds = { $gte: [{ $indexOfBytes: [FOLDED, { $literal: query }] }, 0] };
    const begins = { _id: { $gte: query, $lt: query + PAST } };
    stages.push({ $match: { $or: [{ $expr: holds }, begins] } });
  }
  stages.push({ $set: { place: PLACES[sort] } });
  const [, id, last] = CURSOR.exec(cursor ?? "") ?? [];
  if (id !== undefined && last !== undefined) {
    const place = sort === "name" ? last : Number(last);
    const beyond = descending ? "$lt" : "$gt";
    stages.push({
      $match: { $or: [{ place: { [beyond]: place } }, { place, _id: { [beyond]: id } }] },
    });
  }
  const order = descending ? -1 : 1;
  stages.push({ $sort: { place: order, _id: order } }, { $limit: limit + 1 });
  return pageOf(
    await heads.placed(stages),
    limit,
    ({ head }) => ({ room: toRoomRecord(head), lastSeq: head.tip.seq }),
    ({ head, place }) => `${head.room._id} ${place}`,
  );
};
