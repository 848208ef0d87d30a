import type { Document } from "mongodb";
import type { RoomTip } from "../../../ports/store/log.ts";
import type { RoomRecord } from "../../../ports/store/rooms.ts";
import type { Connection } from "./connection.ts";
import type { RoomDocument } from "./documents.ts";
import { Gathering } from "./gathering.ts";
import { LIVE } from "./live-rooms.ts";
import type { EntryDocument } from "./log-documents.ts";

/** A room with the ends of its log. */
export interface RoomHead {
  readonly room: RoomDocument;
  readonly tip: RoomTip;
  /** When the newest entry was stored; the room's creation when there is none. */
  readonly activeAt: number;
  /** `when` of the newest entry, 0 when there is none. */
  readonly when: number;
}

interface HeadDocument extends RoomDocument {
  readonly last: readonly Pick<EntryDocument, "_id" | "n" | "at" | "when">[];
}

/**
 * The newest entry of each room, from the end of the index on `_id`. It is there however old it is: retention
 * leaves it, so that a log that was removed whole goes on from its tip.
 */
const LAST_ENTRY: Document = {
  $lookup: {
    from: "entries",
    let: { room: "$_id" },
    pipeline: [
      {
        $match: {
          $expr: {
            $and: [
              { $gt: ["$_id", { room: "$$room", seq: 0 }] },
              { $lt: ["$_id", { room: "$$room", seq: Number.MAX_SAFE_INTEGER }] },
            ],
          },
        },
      },
      { $sort: { _id: -1 } },
      { $limit: 1 },
      { $project: { n: 1, at: 1, when: 1 } },
    ],
    as: "last",
  },
};

/** Reads rooms as they are now; of those that are not gone. */
export class RoomHeads {
  readonly #connection: Connection;
  readonly #heads: Gathering<RoomHead>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#heads = new Gathering((roomIds) => this.of(roomIds));
  }

  one(roomId: string): Promise<RoomHead | undefined> {
    return this.#heads.one(roomId);
  }

  async of(roomIds: readonly string[]): Promise<Map<string, RoomHead>> {
    if (roomIds.length === 0) return new Map();
    const heads = await this.matching([{ $match: { _id: { $in: [...roomIds] } } }]);
    return new Map(heads.map((head) => [head.room._id, head]));
  }

  /** In the order that `stages`, on rooms, leave them in. */
  async matching(stages: readonly Document[]): Promise<RoomHead[]> {
    return (await this.#found(stages)).map(toHead);
  }

  /** As `matching`, each with what the stages set as its `place` in their order. */
  async placed(
    stages: readonly Document[],
  ): Promise<readonly { readonly head: RoomHead; readonly place: string | number }[]> {
    const found = await this.#found<{ readonly place: string | number }>(stages);
    return found.map(({ place, ...document }) => ({ head: toHead(document), place }));
  }

  #found<Extra extends object = object>(
    stages: readonly Document[],
  ): Promise<(HeadDocument & Extra)[]> {
    const { rooms } = this.#connection.collections;
    return this.#connection.run((scope) =>
      rooms
        .aggregate<HeadDocument & Extra>([{ $match: LIVE }, ...stages, LAST_ENTRY], scope)
        .toArray(),
    );
  }
}

const toHead = ({ last: [last], ...room }: HeadDocument): RoomHead => ({
  room,
  tip: { seq: last?._id.seq ?? 0, n: last?.n ?? 0, floor: room.floor },
  activeAt: last?.at ?? room.createdAt,
  when: last?.when ?? 0,
});

export const toRoomRecord = ({ room, activeAt }: RoomHead): RoomRecord => ({
  id: room._id,
  name: room.name,
  kind: room.kind,
  ...(room.topic === undefined ? {} : { topic: room.topic }),
  createdBy: room.createdBy,
  createdAt: room.createdAt,
  members: room.members,
  activeAt,
  ...(room.pair === undefined ? {} : { pair: room.pair }),
});
