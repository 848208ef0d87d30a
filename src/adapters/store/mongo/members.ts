import type { Filter } from "mongodb";
import type { MemberRole } from "../../../protocol/primitives.ts";
import { pageOf } from "../page.ts";
import type { MemberStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import type { MemberDocument } from "./documents.ts";
import type { LiveRooms } from "./live-rooms.ts";
import { toMembershipRecord } from "./member-document.ts";
import { forward, type ReadMarks } from "./read-marks.ts";
import type { RoomHeads } from "./room-heads.ts";

export const mongoMembers = (
  connection: Connection,
  liveRooms: LiveRooms,
  heads: RoomHeads,
  marks: ReadMarks,
): MemberStore => {
  const { members, users } = connection.collections;

  const membership: MemberStore["membership"] = async (roomId, userId) => {
    const _id = { room: roomId, user: userId };
    const [member, head] = await Promise.all([
      connection.run((scope) => members.findOne({ _id }, scope)),
      heads.one(roomId),
    ]);
    if (member === null || head === undefined) return undefined;
    const [read] = await marks.of([member], () => head.tip.seq);
    return toMembershipRecord(member, read);
  };

  const update = async (
    roomId: string,
    userId: string,
    change: Partial<Pick<MemberDocument, "muted" | "pinned">>,
  ) => {
    if (Object.keys(change).length > 0) {
      const _id = { room: roomId, user: userId };
      await connection.run((scope) => members.updateOne({ _id }, { $set: change }, scope));
    }
    return membership(roomId, userId);
  };

  /** Of rooms that are not gone. */
  const livingOf = async (filter: Filter<MemberDocument>): Promise<MemberDocument[]> => {
    const found = await connection.run((scope) => members.find(filter, scope).toArray());
    const live = await liveRooms.among([...new Set(found.map(({ _id }) => _id.room))]);
    return found.filter(({ _id }) => live.has(_id.room));
  };

  return {
    membership,

    setPreferences: (roomId, userId, { muted, pinned }) =>
      update(roomId, userId, {
        ...(muted === undefined ? {} : { muted }),
        ...(pinned === undefined ? {} : { pinned }),
      }),

    async markRead(roomId, userId, mark) {
      const _id = { room: roomId, user: userId };
      await connection.run((scope) => members.updateOne({ _id }, [{ $set: forward(mark) }], scope));
      return (await membership(roomId, userId))?.read;
    },

    async members(roomId, cursor, limit) {
      if (!(await liveRooms.has(roomId))) return { items: [] };
      const [at, userId = ""] = cursor?.split(" ") ?? [];
      const joinedAt = Number(at);
      const after: Filter<MemberDocument> =
        at === undefined
          ? {}
          : { $or: [{ joinedAt: { $gt: joinedAt } }, { joinedAt, "_id.user": { $gt: userId } }] };
      const rows = await connection.run((scope) =>
        members
          .find({ "_id.room": roomId, ...after }, scope)
          .sort({ joinedAt: 1, "_id.user": 1 })
          .limit(limit + 1)
          .toArray(),
      );
      return pageOf(
        rows,
        limit,
        (row) => toMembershipRecord(row),
        (row) => `${row.joinedAt} ${row._id.user}`,
      );
    },

    async membersAmong(roomId, userIds) {
      const ids = userIds.map((user) => ({ room: roomId, user }));
      return (await livingOf({ _id: { $in: ids } })).map(({ _id }) => _id.user);
    },

    async membersByUsername(roomId, usernames) {
      const found = await connection.run((scope) =>
        users
          .find({ username: { $in: [...usernames] } }, { ...scope, projection: { username: 1 } })
          .toArray(),
      );
      const ids = found.map(({ _id }) => ({ room: roomId, user: _id }));
      const inRoom = new Set((await livingOf({ _id: { $in: ids } })).map(({ _id }) => _id.user));
      return found.flatMap(({ _id, username }) =>
        username !== undefined && inRoom.has(_id) ? [{ userId: _id, username }] : [],
      );
    },

    async roomIdsOf(userId) {
      return (await livingOf({ "_id.user": userId })).map(({ _id }) => _id.room);
    },

    async memberships(userId) {
      return (await livingOf({ "_id.user": userId })).map((member) => toMembershipRecord(member));
    },

    async rolesOf(userIds) {
      const found = await livingOf({ "_id.user": { $in: [...userIds] } });
      const roles = new Map<string, Map<string, MemberRole>>();
      for (const { _id, role } of found) {
        const ofUser = roles.get(_id.user);
        if (ofUser === undefined) roles.set(_id.user, new Map([[_id.room, role]]));
        else ofUser.set(_id.room, role);
      }
      return roles;
    },
  };
};
