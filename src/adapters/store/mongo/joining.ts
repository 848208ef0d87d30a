import { LIMITS } from "../../../protocol/limits.ts";
import type { OwnershipStore } from "../parts.ts";
import type { Connection, InSession } from "./connection.ts";
import { spendInvite } from "./invite-use.ts";
import { LIVE } from "./live-rooms.ts";
import { toMemberDocument } from "./member-document.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import type { Turns } from "./turns.ts";

/**
 * Who is in a room, how many they are, and that one of them owns it change together. Each transaction
 * changes the room's own document, so that two of one room meet there; those of one server wait for each
 * other, as a transaction that met another is made again from its beginning.
 */
export const mongoJoining = (connection: Connection, turns: Turns): OwnershipStore => {
  const { rooms, members, users, invites } = connection.collections;

  /** False when the user has as many rooms as one may have. */
  const hasSpace = async (userId: string, scope: InSession): Promise<boolean> => {
    const inRooms = await members
      .find({ "_id.user": userId }, { ...scope, projection: { _id: 1 } })
      .toArray();
    if (inRooms.length < LIMITS.roomsPerUser) return true;
    const ids = inRooms.map(({ _id }) => _id.room);
    return (
      (await rooms.countDocuments({ _id: { $in: ids }, ...LIVE }, scope)) < LIMITS.roomsPerUser
    );
  };

  const succeed = async (roomId: string, scope: InSession): Promise<string | undefined> => {
    const ofRoom = { "_id.room": roomId };
    const oldest = async (role: "owner" | "moderator" | "member") => {
      const [first] = await members
        .find({ ...ofRoom, role }, { ...scope, projection: { _id: 1 } })
        .sort({ joinedAt: 1, "_id.user": 1 })
        .limit(1)
        .toArray();
      return first;
    };
    if ((await oldest("owner")) !== undefined) return undefined;
    const next = (await oldest("moderator")) ?? (await oldest("member"));
    if (next === undefined) return undefined;
    await members.updateOne({ _id: next._id }, { $set: { role: "owner" } }, scope);
    return next._id.user;
  };

  const add: OwnershipStore["addMember"] = async (member, invite) => {
    try {
      return await connection.transaction(async (scope) => {
        const { roomId, userId, joinedAt: now } = member;
        const before = await rooms.findOneAndUpdate(
          { _id: roomId, ...LIVE },
          { $inc: { members: 1 } },
          { ...scope, projection: { members: 1 } },
        );
        if (before === null) throw new NotAdded("gone");
        const _id = { room: roomId, user: userId };
        if ((await members.findOne({ _id }, scope)) !== null) throw new NotAdded(false);
        if (!(await hasSpace(userId, scope))) throw new NotAdded("full");
        const letsIn =
          invite === undefined ||
          (await spendInvite({ invites }, { code: invite, roomId, now }, scope));
        if (!letsIn) throw new NotAdded("spent");
        // Two rooms joined at once must not both be the last that there was space for.
        await users.updateOne({ _id: userId }, { $inc: { joins: 1 } }, scope);
        const role = before.members === 0 ? "owner" : member.role;
        await members.insertOne(toMemberDocument({ ...member, role }), scope);
        return true;
      });
    } catch (error) {
      if (error instanceof NotAdded) return error.outcome;
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  return {
    addMember: (member, invite) => turns.run(member.roomId, () => add(member, invite)),

    removeMember: (roomId, userId) =>
      turns.run(roomId, () =>
        connection.transaction(async (scope) => {
          const _id = { room: roomId, user: userId };
          const removed = await members.findOneAndDelete({ _id }, scope);
          if (removed === null) return undefined;
          const { matchedCount } = await rooms.updateOne(
            { _id: roomId, ...LIVE },
            { $inc: { members: -1 } },
            scope,
          );
          if (matchedCount === 0) return undefined;
          const { role } = removed;
          const successor = role === "owner" ? await succeed(roomId, scope) : undefined;
          return { role, ...(successor === undefined ? {} : { successor }) };
        }),
      ),

    setRole: (roomId, userId, role) =>
      turns.run(roomId, () =>
        connection.transaction(async (scope) => {
          const { matchedCount } = await rooms.updateOne(
            { _id: roomId, ...LIVE },
            { $inc: { roleChanges: 1 } },
            scope,
          );
          if (matchedCount === 0) return false;
          const member = await members.findOne({ _id: { room: roomId, user: userId } }, scope);
          if (member === null) return false;
          if (member.role === "owner" && role !== "owner") {
            const other = {
              "_id.room": roomId,
              "_id.user": { $ne: userId },
              role: "owner",
            } as const;
            if ((await members.findOne(other, scope)) === null) return "last_owner";
          }
          await members.updateOne({ _id: member._id }, { $set: { role } }, scope);
          return true;
        }),
      ),
  };
};

/** Thrown out of the transaction, which it ends without a trace. */
class NotAdded extends Error {
  readonly outcome: false | "full" | "gone" | "spent";

  constructor(outcome: NotAdded["outcome"]) {
    super(String(outcome));
    this.outcome = outcome;
  }
}
