import type { Filter } from "mongodb";
import type { InviteRecord } from "../../../ports/store/rooms.ts";
import { pageOf } from "../page.ts";
import type { InviteStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import type { InviteDocument } from "./documents.ts";
import { usable } from "./invite-use.ts";
import type { LiveRooms } from "./live-rooms.ts";

const toInviteRecord = (document: InviteDocument): InviteRecord => ({
  code: document._id,
  roomId: document.room,
  createdBy: document.createdBy,
  createdAt: document.createdAt,
  expiresAt: document.expiresAt.getTime(),
  ...(document.usesLeft === undefined ? {} : { usesLeft: document.usesLeft }),
});

export const mongoInvites = (connection: Connection, liveRooms: LiveRooms): InviteStore => {
  const { invites } = connection.collections;
  return {
    async createInvite({ code, roomId, expiresAt, ...invite }) {
      const document = { _id: code, room: roomId, ...invite, expiresAt: new Date(expiresAt) };
      await connection.run((scope) => invites.insertOne(document, scope));
    },

    async invite(code) {
      const found = await connection.run((scope) => invites.findOne({ _id: code }, scope));
      if (found === null || !(await liveRooms.has(found.room))) return undefined;
      return toInviteRecord(found);
    },

    async invites(roomId, now, cursor, limit) {
      if (!(await liveRooms.has(roomId))) return { items: [] };
      const [at, code = ""] = cursor?.split(" ") ?? [];
      const conditions: Filter<InviteDocument>[] = [{ room: roomId }, usable(now)];
      if (at !== undefined) {
        const createdAt = Number(at);
        conditions.push({
          $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: code } }],
        });
      }
      const rows = await connection.run((scope) =>
        invites
          .find({ $and: conditions }, scope)
          .sort({ createdAt: -1, _id: -1 })
          .limit(limit + 1)
          .toArray(),
      );
      return pageOf(rows, limit, toInviteRecord, (row) => `${row.createdAt} ${row._id}`);
    },

    async revokeInvite(roomId, code) {
      const { modifiedCount } = await connection.run((scope) =>
        invites.updateOne(
          { _id: code, room: roomId, revoked: { $exists: false } },
          { $set: { revoked: true, usesLeft: 0 } },
          scope,
        ),
      );
      return modifiedCount === 1;
    },
  };
};
