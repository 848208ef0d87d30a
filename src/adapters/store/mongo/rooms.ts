import type { Document } from "mongodb";
import type { MembershipRecord, RoomRecord } from "../../../ports/store/rooms.ts";
import { nameKey } from "../../../protocol/names.ts";
import { pageOf } from "../page.ts";
import type { OwnRoomStore } from "../parts.ts";
import { roomNameKey } from "../room-name-key.ts";
import type { Activity } from "./activity.ts";
import type { Connection } from "./connection.ts";
import type { RoomDocument } from "./documents.ts";
import type { KnownEnds } from "./known-ends.ts";
import { LIVE } from "./live-rooms.ts";
import { toMemberDocument } from "./member-document.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import { type RoomHeads, toRoomRecord } from "./room-heads.ts";
import { listRooms } from "./room-list.ts";
import type { RoomSweeper } from "./room-sweeper.ts";

/** Ids hold no spaces. */
const pairKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

const toRoomDocument = (
  room: Omit<RoomRecord, "members" | "activeAt">,
  members: number,
): RoomDocument => ({
  _id: room.id,
  kind: room.kind,
  name: room.name,
  nameKey: roomNameKey(room.kind, room.name),
  foldedName: nameKey(room.name),
  topic: room.topic,
  createdBy: room.createdBy,
  createdAt: room.createdAt,
  members,
  pair: room.pair,
  pairKey: room.pair === undefined ? undefined : pairKey(...room.pair),
  activeAt: room.createdAt,
  floor: 1,
  floorN: 0,
  floorAt: room.createdAt,
});

export const mongoRooms = (
  connection: Connection,
  heads: RoomHeads,
  ends: KnownEnds,
  activity: Activity,
  sweeper: RoomSweeper,
): OwnRoomStore => {
  const { rooms, members: memberDocuments } = connection.collections;
  const one = async (filter: Document): Promise<RoomRecord | undefined> => {
    const [head] = await heads.matching([{ $match: filter }]);
    return head === undefined ? undefined : toRoomRecord(head);
  };
  const insert = (room: RoomDocument, members: readonly MembershipRecord[]): Promise<void> =>
    connection.transaction(async (scope) => {
      await rooms.insertOne(room, scope);
      if (members.length > 0) {
        await memberDocuments.insertMany(members.map(toMemberDocument), scope);
      }
    });

  return {
    async createRoom(room, members) {
      try {
        await insert(toRoomDocument(room, members.length), members);
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
      return "created";
    },

    room: (id) => one({ _id: id }),

    roomByName: (key) => one({ nameKey: key }),

    directRoom: (a, b) => one({ pairKey: pairKey(a, b) }),

    async updateRoom(id, { name, topic }) {
      try {
        const updated = await connection.transaction(async (scope) => {
          const room = await rooms.findOne({ _id: id, ...LIVE }, scope);
          if (room === null) return false;
          const named = name === undefined ? {} : { name };
          const keyed =
            name === undefined
              ? {}
              : { nameKey: roomNameKey(room.kind, name), foldedName: nameKey(name) };
          const described = topic === undefined || topic === "" ? {} : { topic };
          const $set = { kind: room.kind, ...named, ...keyed, ...described };
          const change = topic === "" ? { $set, $unset: { topic: 1 } as const } : { $set };
          await rooms.updateOne({ _id: id, ...LIVE }, change, scope);
          return true;
        });
        return updated ? await one({ _id: id }) : undefined;
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
    },

    async deleteRoom(id, only) {
      const filter = { _id: id, ...LIVE, ...(only === "empty" ? { members: 0 } : {}) };
      const { modifiedCount } = await connection.run((scope) =>
        rooms.updateOne(
          filter,
          { $set: { removed: true }, $unset: { nameKey: 1, pairKey: 1, floorAt: 1 } },
          scope,
        ),
      );
      ends.forget(id);
      sweeper.start();
      return modifiedCount === 1;
    },

    async discoverRooms(query, kinds, cursor, limit) {
      await activity.flush();
      const [at, id = ""] = cursor?.split(" ") ?? [];
      const filters: Document[] = [{ nameKey: { $exists: true } }, { kind: { $in: [...kinds] } }];
      if (query !== "") {
        // No regular expression: it has no way to hold a NUL.
        const place = { $indexOfBytes: ["$nameKey", { $literal: query }] };
        filters.push({ $expr: { $gte: [place, 0] } });
      }
      if (at !== undefined) {
        const activeAt = Number(at);
        filters.push({ $or: [{ activeAt: { $lt: activeAt } }, { activeAt, _id: { $lt: id } }] });
      }
      const found = await heads.matching([
        { $match: { $and: filters } },
        { $sort: { activeAt: -1, _id: -1 } },
        { $limit: limit + 1 },
      ]);
      return pageOf(found, limit, toRoomRecord, ({ room }) => `${room.activeAt} ${room._id}`);
    },

    async listRooms(query) {
      await activity.flush();
      return listRooms(heads, query);
    },

    async ephemeralRooms() {
      return (await heads.matching([{ $match: { kind: "ephemeral" } }])).map(toRoomRecord);
    },

    async countRooms() {
      // Rooms that are gone have none: counted in the index alone.
      return connection.run((scope) => rooms.countDocuments({ floorAt: { $gt: -1 } }, scope));
    },
  };
};
